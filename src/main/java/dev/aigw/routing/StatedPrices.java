package dev.aigw.routing;

import dev.aigw.config.StatedPrice;
import dev.aigw.usage.ModelPrice;
import dev.aigw.usage.TokenRates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The operator's own prices. Of those that fit a model the most exact one holds: its name at its provider, its name, the name that it
 * is a dated spelling of (unless the table has another price for it), then the longest beginning of its name, the provider's own first.
 *
 * <p>A kind of token that a stated price leaves out costs what the model table says where that has a price of its own for it, else
 * what plain input or output is stated to cost. Where plain input is stated to be free, so is all input; the same for output.
 */
public final class StatedPrices {
    /** Nothing is stated. */
    public static final StatedPrices NONE = new StatedPrices(Map.of());

    private final Map<String, StatedPrice> exact = new HashMap<>();
    private final List<Beginning> beginnings = new ArrayList<>();

    private record Beginning(String text, StatedPrice price) {}

    /** Prices by {@code provider/model} or {@code model}, with {@code *} allowed at the end. */
    public StatedPrices(Map<String, StatedPrice> stated) {
        stated.forEach((name, price) -> {
            if (name.endsWith("*")) {
                beginnings.add(new Beginning(name.substring(0, name.length() - 1), price));
            } else {
                exact.put(name, price);
            }
        });
    }

    /**
     * The model at the price that was stated for it, else as it is.
     *
     * @param known what the model table says that a model of this provider costs
     */
    Model over(Model model, Function<String, Optional<ModelPrice>> known) {
        return find(model, known)
                .map(said -> model.at(Optional.of(over(said, model.price()))))
                .orElse(model);
    }

    private Optional<StatedPrice> find(Model model, Function<String, Optional<ModelPrice>> known) {
        String provider = model.provider();
        String name = model.name();
        return byName(provider, name)
                .or(() -> DatedName.undated(name, base -> byName(provider, base).isPresent())
                        .filter(base -> known.apply(base).equals(model.price()))
                        .flatMap(base -> byName(provider, base)))
                .or(() -> byBeginning(provider, name));
    }

    private Optional<StatedPrice> byName(String provider, String name) {
        return Optional.ofNullable(exact.get(provider + "/" + name))
                .or(() -> Optional.ofNullable(exact.get(bare(name))));
    }

    /** A bare name never has a slash in the configuration, so one that has cannot be taken for another provider's. */
    private static String bare(String name) {
        return name.indexOf('/') < 0 ? name : "";
    }

    private Optional<StatedPrice> byBeginning(String provider, String name) {
        String whole = provider + "/" + name;
        Beginning best = null;
        int longest = -1;
        for (Beginning beginning : beginnings) {
            boolean own = beginning.text().indexOf('/') >= 0;
            if (own ? whole.startsWith(beginning.text()) : name.startsWith(beginning.text())) {
                // Counted in characters of the model's name, twice, so that a provider's own wins between equals.
                int length = own
                        ? 2 * (beginning.text().length() - provider.length() - 1) + 1
                        : 2 * beginning.text().length();
                if (length > longest) {
                    longest = length;
                    best = beginning;
                }
            }
        }
        return Optional.ofNullable(best).map(Beginning::price);
    }

    private static ModelPrice over(StatedPrice said, Optional<ModelPrice> known) {
        TokenRates rates = over(said.rates(), known.map(ModelPrice::rates));
        if (said.tiers().isPresent()) {
            return new ModelPrice(
                    rates,
                    said.tiers().get().stream()
                            .map(tier -> new ModelPrice.Tier(tier.aboveTokens(), over(tier.rates(), Optional.empty())))
                            .toList());
        }
        List<ModelPrice.Tier> tiers = known.map(ModelPrice::tiers).orElse(List.of());
        return new ModelPrice(
                rates,
                tiers.stream()
                        .map(tier -> new ModelPrice.Tier(tier.aboveTokens(), asFree(tier.rates(), rates)))
                        .toList());
    }

    /** Rates of a known tier, free where the rates below it were stated to be. */
    private static TokenRates asFree(TokenRates tier, TokenRates below) {
        boolean in = below.input() == 0;
        boolean out = below.output() == 0;
        return new TokenRates(
                in ? 0 : tier.input(),
                out ? 0 : tier.output(),
                in ? 0 : tier.cacheRead(),
                in ? 0 : tier.cacheWrite(),
                out ? 0 : tier.reasoning(),
                in ? 0 : tier.cacheWriteLong(),
                in ? 0 : tier.audioInput(),
                out ? 0 : tier.audioOutput());
    }

    private static TokenRates over(StatedPrice.Rates said, Optional<TokenRates> known) {
        long input = said.input();
        long output = said.output();
        // A known price that is that of plain input or output is not one of its own.
        Optional<TokenRates> in = known.filter(rates -> input > 0);
        Optional<TokenRates> out = known.filter(rates -> output > 0);
        return new TokenRates(
                input,
                output,
                said.cacheRead()
                        .orElseGet(() -> in.filter(rates -> rates.cacheRead() != rates.input())
                                .map(TokenRates::cacheRead)
                                .orElse(input)),
                said.cacheWrite()
                        .orElseGet(() -> in.filter(rates -> rates.cacheWrite() != rates.input())
                                .map(TokenRates::cacheWrite)
                                .orElse(input)),
                said.reasoning()
                        .orElseGet(() -> out.filter(rates -> rates.reasoning() != rates.output())
                                .map(TokenRates::reasoning)
                                .orElse(output)),
                orUnknown(said.cacheWriteLong(), input, in.map(TokenRates::cacheWriteLong)),
                orUnknown(said.audioInput(), input, in.map(TokenRates::audioInput)),
                orUnknown(said.audioOutput(), output, out.map(TokenRates::audioOutput)));
    }

    private static long orUnknown(OptionalLong said, long plain, Optional<Long> known) {
        return said.orElseGet(() -> plain == 0 ? 0 : known.orElse(TokenRates.UNKNOWN));
    }
}
