package dev.aigw.routing;

import dev.aigw.config.ProviderConfig;
import dev.aigw.config.RoutingConfig;
import dev.aigw.error.GatewayError;
import dev.aigw.routing.ModelCatalogue.Shelf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns what a caller wants into candidates. Pure apart from a memory of what it found; safe to share between lanes.
 *
 * <p>A request that names a provider goes there and nowhere else. One that does not goes to the default provider if that has
 * the model, and then to every other that has it. The request's own fallbacks come after that.
 */
public final class Router {
    private static final int MOST_REMEMBERED = 4_096;
    private static final int LONGEST_NAME = 200;
    private static final Candidates.Found NOWHERE = new Candidates.Found(List.of());

    private final ModelCatalogue catalogue;
    private final RoutingConfig config;
    private final List<Shelf> shelves;
    private final Map<Wanted, Candidates.Found> remembered = new ConcurrentHashMap<>();

    public Router(ModelCatalogue catalogue, RoutingConfig config) {
        this.catalogue = catalogue;
        this.config = config;
        this.shelves = catalogue.shelvesFrom(config.defaultProvider());
    }

    /**
     * The candidates of a request, at most {@link RoutingConfig#maxAttempts()}.
     *
     * @param allowed the tenant's patterns. A model that none of its providers may serve is refused, whatever the fallbacks;
     *     a fallback that is not allowed is left out
     */
    public Candidates candidates(Wanted wanted, List<String> allowed) {
        Candidates.Found asked = places(wanted.provider(), wanted.model());
        if (asked.inOrder().isEmpty()) {
            return new Candidates.Refused(unknown(wanted));
        }
        if (wanted.fallbacks().isEmpty() && allowed.isEmpty() && asked.inOrder().size() <= config.maxAttempts()) {
            return asked;
        }
        Set<Candidate> passed = new LinkedHashSet<>();
        addAllowed(asked, allowed, passed);
        if (passed.isEmpty()) {
            return new Candidates.Refused(new GatewayError.ModelNotAllowed(modelOf(wanted)));
        }
        for (String fallback : wanted.fallbacks()) {
            Candidates.Found others = places(Optional.empty(), Optional.of(fallback));
            if (others.inOrder().isEmpty()) {
                return new Candidates.Refused(new GatewayError.UnknownModel(shortened(fallback)));
            }
            addAllowed(others, allowed, passed);
        }
        return new Candidates.Found(passed.stream().limit(config.maxAttempts()).toList());
    }

    /** The targets of aliases that lead nowhere, such as {@code fast -> mistral/small}: worth a warning at start. */
    public List<String> deadAliases() {
        List<String> dead = new ArrayList<>();
        config.aliases()
                .forEach((alias, targets) -> targets.stream()
                        .filter(target -> named(target).isEmpty())
                        .forEach(target -> dead.add(alias + " -> " + target)));
        return dead;
    }

    /** What {@code GET /v1/models} shows a tenant: every model it may ask for, once, under a name that leads to it. */
    public List<ListedModel> listing(List<String> allowed) {
        List<ListedModel> listed = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        config.aliases().forEach((alias, targets) -> {
            Wanted wanted = Wanted.of(Optional.empty(), Optional.of(alias));
            if (candidates(wanted, allowed) instanceof Candidates.Found && ids.add(alias)) {
                listed.add(new ListedModel(alias, "aigw", 0, Optional.empty(), List.of()));
            }
        });
        for (Shelf shelf : shelves) {
            String provider = shelf.provider().name();
            boolean bare = !shelf.onlyWhenNamed() || isDefault(shelf);
            for (Model model : shelf.models().values()) {
                if (asked(model, shelf.provider().kind()) && ModelPatterns.allows(allowed, provider, model.name())) {
                    String id = bare && ids.add(model.name()) ? model.name() : provider + "/" + model.name();
                    listed.add(new ListedModel(
                            id,
                            provider,
                            model.released().getEpochSecond(),
                            Optional.of(model),
                            Parameters.of(model, shelf.provider().kind())));
                }
            }
        }
        return listed;
    }

    /** Whether there is a route for it. */
    private static boolean asked(Model model, ProviderConfig.Kind provider) {
        return model.kind() == Model.Kind.CHAT
                || (model.kind() == Model.Kind.IMAGE && provider != ProviderConfig.Kind.ANTHROPIC);
    }

    /** Everywhere the request could go if there were neither fallbacks nor limits; found once, then remembered. */
    private Candidates.Found places(Optional<String> provider, Optional<String> model) {
        if (model.isPresent() && model.get().length() > LONGEST_NAME) {
            return NOWHERE;
        }
        Wanted key = Wanted.of(provider, model);
        Candidates.Found known = remembered.get(key);
        if (known != null) {
            return known;
        }
        Candidates.Found found = new Candidates.Found(look(provider, model));
        if (!found.inOrder().isEmpty()) {
            // A provider that takes any name makes endless ones possible: forgetting all of them is cheap and bounded.
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(key, found);
        }
        return found;
    }

    private List<Candidate> look(Optional<String> provider, Optional<String> model) {
        if (provider.isPresent()) {
            return catalogue
                    .shelf(provider.get())
                    .map(shelf -> at(shelf, model))
                    .orElse(List.of());
        }
        if (model.isEmpty()) {
            return catalogue
                    .shelf(config.defaultProvider())
                    .map(shelf -> bare(shelf.provider().defaultModel()))
                    .orElse(List.of());
        }
        List<String> targets = config.aliases().get(model.get());
        if (targets == null) {
            return named(model.get());
        }
        Set<Candidate> all = new LinkedHashSet<>();
        targets.forEach(target -> all.addAll(named(target)));
        return List.copyOf(all);
    }

    /** At the provider that the caller named. */
    private List<Candidate> at(Shelf shelf, Optional<String> wanted) {
        String provider = shelf.provider().name();
        String model = wanted.orElse(shelf.provider().defaultModel());
        List<String> targets = config.aliases().get(model);
        if (targets != null) {
            return targets.stream()
                    .flatMap(target -> named(target).stream())
                    .filter(candidate -> candidate.provider().name().equals(provider))
                    .toList();
        }
        if (model.startsWith(provider + "/")) {
            List<Candidate> unprefixed = one(shelf, shelf.find(model.substring(provider.length() + 1)));
            if (!unprefixed.isEmpty() && shelf.listed(model).isEmpty()) {
                return unprefixed;
            }
        }
        return one(shelf, shelf.find(model));
    }

    /** A name as {@code provider/model} if that is what it is, else a bare one: model names may have slashes themselves. */
    private List<Candidate> named(String name) {
        int slash = name.indexOf('/');
        if (slash > 0) {
            Optional<Shelf> shelf = catalogue.shelf(name.substring(0, slash));
            if (shelf.isPresent()) {
                List<Candidate> there = one(shelf.get(), shelf.get().find(name.substring(slash + 1)));
                if (!there.isEmpty()) {
                    return there;
                }
            }
        }
        return bare(name);
    }

    private List<Candidate> bare(String name) {
        List<Candidate> all = new ArrayList<>();
        for (Shelf shelf : shelves) {
            if (isDefault(shelf)) {
                all.addAll(one(shelf, shelf.find(name)));
            } else if (!shelf.onlyWhenNamed()) {
                all.addAll(one(shelf, shelf.listed(name)));
            }
        }
        if (all.isEmpty()) {
            for (Shelf shelf : shelves) {
                if (!shelf.onlyWhenNamed()) {
                    all.addAll(one(shelf, shelf.find(name)));
                }
            }
        }
        // A made-up answer must not stand in for a real one that failed.
        if (all.size() > 1 && !all.getFirst().provider().simulated()) {
            all.removeIf(candidate -> candidate.provider().simulated());
        }
        return all;
    }

    private static List<Candidate> one(Shelf shelf, Optional<Model> model) {
        return model.map(found -> List.of(new Candidate(shelf.provider(), found)))
                .orElse(List.of());
    }

    private boolean isDefault(Shelf shelf) {
        return shelf.provider().name().equals(config.defaultProvider());
    }

    private static void addAllowed(Candidates.Found candidates, List<String> allowed, Set<Candidate> passed) {
        for (Candidate candidate : candidates.inOrder()) {
            if (ModelPatterns.allows(
                    allowed, candidate.provider().name(), candidate.model().name())) {
                passed.add(candidate);
            }
        }
    }

    private GatewayError unknown(Wanted wanted) {
        if (wanted.provider().isPresent()
                && catalogue.shelf(wanted.provider().get()).isEmpty()) {
            return GatewayError.InvalidRequest.of(
                    "provider",
                    "There is no provider '" + shortened(wanted.provider().get()) + "' here.");
        }
        return new GatewayError.UnknownModel(modelOf(wanted));
    }

    /** The name as the caller wrote it, or what it stands for when the caller wrote none. */
    private String modelOf(Wanted wanted) {
        return shortened(wanted.model()
                .orElseGet(() -> catalogue
                        .shelf(wanted.provider().orElse(config.defaultProvider()))
                        .map(shelf -> shelf.provider().defaultModel())
                        .orElse("")));
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }
}
