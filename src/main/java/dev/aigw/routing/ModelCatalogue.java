package dev.aigw.routing;

import dev.aigw.config.ProviderConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which models each configured provider offers. */
public final class ModelCatalogue {
    private static final String ANY = "*";

    private final Map<String, Shelf> shelves = new LinkedHashMap<>();

    /** With the prices of the table alone. */
    public ModelCatalogue(ModelTable table, List<ProviderConfig> providers) {
        this(table, StatedPrices.NONE, providers);
    }

    public ModelCatalogue(ModelTable table, StatedPrices stated, List<ProviderConfig> providers) {
        for (ProviderConfig provider : providers) {
            shelves.put(provider.name(), shelf(table, stated, provider));
        }
    }

    /** The model that a provider would be asked for under this name. */
    public Optional<Model> find(String provider, String name) {
        return shelf(provider).flatMap(shelf -> shelf.find(name));
    }

    Optional<Shelf> shelf(String provider) {
        return Optional.ofNullable(shelves.get(provider));
    }

    /** All of them, the given one first. */
    List<Shelf> shelvesFrom(String first) {
        List<Shelf> all = new ArrayList<>(shelves.size());
        shelf(first).ifPresent(all::add);
        shelves.forEach((name, shelf) -> {
            if (!name.equals(first)) {
                all.add(shelf);
            }
        });
        return all;
    }

    private static Shelf shelf(ModelTable table, StatedPrices stated, ProviderConfig provider) {
        Function<String, Model> named = named(table, stated, provider);
        Set<String> names = new LinkedHashSet<>();
        names.add(provider.defaultModel());
        names.addAll(provider.models());
        provider.azure().ifPresent(azure -> names.addAll(azure.deployments().keySet()));
        boolean any = names.remove(ANY) || provider.kind() == ProviderConfig.Kind.SIMULATOR;
        String vendor = vendor(provider);
        boolean closed = onlyWhatIsDeployed(provider);
        if (!closed) {
            names.addAll(table.of(vendor).keySet());
        }
        Map<String, Model> models = new LinkedHashMap<>();
        for (String name : names) {
            models.put(name, named.apply(name));
        }
        Predicate<String> known = name -> !closed && table.find(vendor, name).isPresent();
        return new Shelf(provider, Collections.unmodifiableMap(models), known, any, named);
    }

    /** Whose models in the table a provider has. */
    private static String vendor(ProviderConfig provider) {
        return switch (provider.kind()) {
            // The table's own rows of Azure are also about models that speak another dialect there.
            case OPENAI, AZURE -> "openai";
            case ANTHROPIC -> "anthropic";
            case OPENAI_COMPATIBLE, SIMULATOR -> provider.name();
        };
    }

    private static Function<String, Optional<Model>> prices(ModelTable table, ProviderConfig provider) {
        return switch (provider.kind()) {
            // Priced as the model it plays, whoever makes that.
            case SIMULATOR -> table::findAnywhere;
            // What Azure has no price for costs there what it costs at OpenAI.
            case AZURE -> name -> azure(table, name.replace("gpt-35-", "gpt-3.5-"));
            case OPENAI, ANTHROPIC, OPENAI_COMPATIBLE -> name -> table.find(vendor(provider), name);
        };
    }

    /** An Azure resource has only what somebody deployed there; told which, the rest of the table is not offered. */
    private static boolean onlyWhatIsDeployed(ProviderConfig provider) {
        return provider.azure().isPresent()
                && !(provider.azure().get().deployments().isEmpty()
                        && provider.models().isEmpty());
    }

    /** A name of OpenAI's; as Azure spells it, without the point in 3.5, it is known to nobody. */
    private static Optional<Model> azure(ModelTable table, String name) {
        return table.exact("azure", name)
                .or(() -> table.exact("openai", name))
                .or(() -> table.find("azure", name))
                .or(() -> table.find("openai", name));
    }

    /** The model that a provider has under a name, at the price that the operator states, else at the table's. */
    private static Function<String, Model> named(ModelTable table, StatedPrices stated, ProviderConfig provider) {
        Function<String, Optional<Model>> rows = prices(table, provider);
        return name -> {
            Model model = rows.apply(name)
                    .map(row -> row.as(provider.name(), name))
                    .orElseGet(() -> Model.unknown(provider.name(), name));
            return stated.over(model, base -> rows.apply(base).flatMap(Model::price));
        };
    }

    /**
     * What one provider offers.
     *
     * @param models what it is known to have
     * @param known whether a name that is not among {@code models} is one of them with a date
     * @param any whether it takes every name
     * @param named the model of any name, with its price if it has one
     */
    record Shelf(
            ProviderConfig provider,
            Map<String, Model> models,
            Predicate<String> known,
            boolean any,
            Function<String, Model> named) {

        Optional<Model> find(String name) {
            return listed(name).or(() -> any ? Optional.of(named.apply(name)) : Optional.empty());
        }

        /** A model that it is known to have, by its name or by its name with a date. */
        Optional<Model> listed(String name) {
            return Optional.ofNullable(models.get(name))
                    .or(() -> known.test(name) ? Optional.of(named.apply(name)) : Optional.empty());
        }

        /** A simulator is for those who ask for it by name: it must never stand in for a provider unnoticed. */
        boolean onlyWhenNamed() {
            return provider.kind() == ProviderConfig.Kind.SIMULATOR;
        }
    }
}
