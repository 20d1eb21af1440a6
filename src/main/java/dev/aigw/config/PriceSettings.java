package dev.aigw.config;

import dev.aigw.config.Reading.Found;
import dev.aigw.config.StatedPrice.Rates;
import dev.aigw.config.StatedPrice.Tier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code routing.prices}: what models cost according to the operator. */
final class PriceSettings {
    private static final String PATH = "routing.prices";
    private static final List<String> RATES = List.of(
            "input",
            "output",
            "cache-read",
            "cache-write",
            "cache-write-1h",
            "reasoning",
            "audio-input",
            "audio-output");
    private static final String TIERS = "tiers";
    private static final String ABOVE = "above";
    private static final String USD = "USD per million tokens, such as 0.15; 0 is free";
    private static final String ALLOWED =
            "provider/model, model, or either with * at the end: {input: USD, output: USD, ...}";
    private static final int LONGEST_NAME = 200;

    private final Reading reading;
    private final Set<String> providers;

    /**
     * Prices of the models of some providers.
     *
     * @param providers whose names may stand before a slash
     */
    PriceSettings(Reading reading, Set<String> providers) {
        this.reading = reading;
        this.providers = providers;
    }

    /** By {@code provider/model} or {@code model}, with {@code *} allowed at the end, in the order of the file. */
    Map<String, StatedPrice> read() {
        reading.know(new Setting(
                PATH,
                "prices",
                "{}",
                ALLOWED,
                List.of(),
                "what models cost, in USD per million tokens, over what is known"));
        Map<String, StatedPrice> all = new LinkedHashMap<>();
        Optional<Found> found = reading.find(PATH, List.of());
        if (found.isEmpty()) {
            return all;
        }
        if (!(found.get().value() instanceof Yaml.Mapping models)) {
            reading.problem(
                    PATH, "is not a list of models", ALLOWED, found.get().where());
            return all;
        }
        models.entries().forEach((name, said) -> {
            String path = PATH + "." + name;
            checkName(path, name, said);
            price(path, said).ifPresent(price -> all.put(name, price));
        });
        return all;
    }

    private void checkName(String path, String name, Yaml said) {
        int star = name.indexOf('*');
        if (name.isBlank() || name.length() > LONGEST_NAME || (star >= 0 && star < name.length() - 1)) {
            reading.problem(path, "is not the name of a model", "a name, with * at its end if at all", where(said));
            return;
        }
        int slash = name.indexOf('/');
        String provider = slash < 0 ? "" : name.substring(0, slash);
        if (slash >= 0 && !providers.contains(provider)) {
            reading.problem(path, "names no provider" + meant(provider, providers), "provider/model", where(said));
        }
    }

    private Optional<StatedPrice> price(String path, Yaml said) {
        if (!(said instanceof Yaml.Mapping prices)) {
            reading.problem(path, "is not a group of prices", "{input: USD, output: USD}", where(said));
            return Optional.empty();
        }
        Optional<Rates> rates = rates(path, prices, TIERS);
        Optional<List<Tier>> tiers =
                Optional.ofNullable(prices.entries().get(TIERS)).map(list -> tiers(path + "." + TIERS, list));
        return rates.map(found -> new StatedPrice(found, tiers));
    }

    private List<Tier> tiers(String path, Yaml said) {
        if (!(said instanceof Yaml.Sequence list)) {
            reading.problem(path, "is not a list", "[{above: tokens, input: USD, output: USD}]", where(said));
            return List.of();
        }
        List<Tier> tiers = new ArrayList<>();
        for (Yaml item : list.items()) {
            String at = path + "[" + tiers.size() + "]";
            if (!(item instanceof Yaml.Mapping tier)) {
                reading.problem(
                        at, "is not a group of prices", "{above: tokens, input: USD, output: USD}", where(item));
                return List.of();
            }
            Optional<Rates> rates = rates(at, tier, ABOVE);
            long above = above(at + "." + ABOVE, tier);
            if (above > 0 && !tiers.isEmpty() && above <= tiers.getLast().aboveTokens()) {
                reading.problem(
                        at + "." + ABOVE, "is not above the tier before it", "tiers in their order", where(item));
            }
            if (rates.isEmpty()) {
                return List.of();
            }
            tiers.add(new Tier(above, rates.get()));
        }
        return tiers;
    }

    /** The tokens above which a tier begins; 0, and a problem, when that is not said. */
    private long above(String path, Yaml.Mapping tier) {
        Yaml said = tier.entries().get(ABOVE);
        if (said instanceof Yaml.Scalar scalar && scalar.text().matches("[1-9][0-9]{0,11}")) {
            return Long.parseLong(scalar.text());
        }
        reading.problem(
                path,
                said == null ? "is missing" : "is not a number of tokens",
                "1 or more",
                where(said == null ? tier : said));
        return 0;
    }

    /** The prices of a group in which one other key may stand; empty when one is wrong, each of which is noted. */
    private Optional<Rates> rates(String path, Yaml.Mapping prices, String otherKey) {
        Map<String, OptionalLong> rates = new LinkedHashMap<>();
        boolean wrong = false;
        for (Map.Entry<String, Yaml> entry : prices.entries().entrySet()) {
            String key = entry.getKey();
            if (key.equals(otherKey)) {
                continue;
            }
            OptionalLong rate = RATES.contains(key)
                    ? rate(path + "." + key, entry.getValue())
                    : unknown(path + "." + key, key, otherKey, entry.getValue());
            wrong |= rate.isEmpty();
            rates.put(key, rate);
        }
        for (String needed : List.of("input", "output")) {
            if (!rates.containsKey(needed)) {
                reading.problem(path + "." + needed, "is missing", USD, where(prices));
                wrong = true;
            }
        }
        if (wrong) {
            return Optional.empty();
        }
        return Optional.of(new Rates(
                said(rates, "input").orElseThrow(),
                said(rates, "output").orElseThrow(),
                said(rates, "cache-read"),
                said(rates, "cache-write"),
                said(rates, "cache-write-1h"),
                said(rates, "reasoning"),
                said(rates, "audio-input"),
                said(rates, "audio-output")));
    }

    private static OptionalLong said(Map<String, OptionalLong> rates, String key) {
        return rates.getOrDefault(key, OptionalLong.empty());
    }

    private OptionalLong rate(String path, Yaml said) {
        if (!(said instanceof Yaml.Scalar scalar) || scalar.absent()) {
            reading.problem(path, "is not a price", USD, where(said));
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(UsdPerMillion.parse(scalar.text()));
        } catch (IllegalArgumentException e) {
            reading.problem(path, "is wrong: " + e.getMessage(), USD, where(said));
            return OptionalLong.empty();
        }
    }

    private OptionalLong unknown(String path, String key, String otherKey, Yaml said) {
        Set<String> known = new TreeSet<>(RATES);
        known.add(otherKey);
        reading.problem(path, "is not a price" + meant(key, known), String.join(", ", known), where(said));
        return OptionalLong.empty();
    }

    private String where(Yaml said) {
        return reading.where(said);
    }

    private static String meant(String written, Set<String> known) {
        return Nearest.to(written, known)
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }
}
