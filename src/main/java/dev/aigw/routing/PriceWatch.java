package dev.aigw.routing;

import dev.aigw.config.ConfigException;
import dev.aigw.config.ConfigSource;
import dev.aigw.config.ProviderConfig;
import dev.aigw.config.RoutingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads prices, and reads them again when one of their files has changed: the configuration's, for {@code routing.prices} and
 * {@code routing.models-file}, and the table that it names. What is wrong is refused as a whole, once, and the old prices stay. Reads
 * files: not for event loops.
 */
public final class PriceWatch {
    private static final Logger LOG = LoggerFactory.getLogger(PriceWatch.class);
    private static final Stamp ABSENT = new Stamp(FileTime.fromMillis(0), -1);

    private final RoutingConfig first;
    private final List<ProviderConfig> providers;
    private final Optional<ConfigSource> source;
    private final CurrentRouter routers;
    /** The files of the last reading, taken or refused, as they were before it. */
    private Map<Path, Stamp> seen;

    /** What tells whether a file has changed. */
    private record Stamp(FileTime modified, long size) {}

    /** Reads the prices for the first time; fails when they are wrong. */
    public PriceWatch(RoutingConfig first, List<ProviderConfig> providers, Optional<ConfigSource> source) {
        this.first = first;
        this.providers = List.copyOf(providers);
        this.source = source.filter(from -> from.file().isPresent());
        this.seen = stamps(files(first));
        this.routers = new CurrentRouter(router(first));
    }

    /** Where the lanes find the router that holds. */
    public CurrentRouter routers() {
        return routers;
    }

    /** Looks at the files once, and reads them if they have changed. */
    public void look() {
        Map<Path, Stamp> found = stamps(seen.keySet());
        if (found.equals(seen)) {
            return;
        }
        try {
            RoutingConfig next =
                    source.map(from -> first.withPricesOf(from.routing())).orElse(first);
            // A table that is named for the first time has not been looked at yet.
            files(next).forEach(file -> found.computeIfAbsent(file, PriceWatch::stamp));
            Router router = router(next);
            if (settled(found)) {
                found.keySet().retainAll(files(next));
                routers.exchange(router);
                LOG.info(
                        "prices read again files={} stated={}",
                        found.keySet(),
                        next.prices().size());
            }
        } catch (ConfigException | IllegalArgumentException | UncheckedIOException e) {
            if (settled(found)) {
                LOG.warn("changed prices are refused, the old ones hold: {}", e.getMessage());
            }
        }
    }

    /** Whether nobody has written meanwhile; else what was read may be half a file, and the next look will read it again. */
    private boolean settled(Map<Path, Stamp> found) {
        if (!stamps(found.keySet()).equals(found)) {
            return false;
        }
        seen = found;
        return true;
    }

    private Router router(RoutingConfig routing) {
        ModelTable table = routing.modelsFile().map(ModelTable::builtInWith).orElseGet(ModelTable::builtIn);
        return new Router(new ModelCatalogue(table, new StatedPrices(routing.prices()), providers), routing);
    }

    private Set<Path> files(RoutingConfig routing) {
        Set<Path> files = new LinkedHashSet<>();
        source.flatMap(ConfigSource::file).ifPresent(files::add);
        routing.modelsFile().ifPresent(files::add);
        return files;
    }

    private static Map<Path, Stamp> stamps(Set<Path> files) {
        Map<Path, Stamp> stamps = new LinkedHashMap<>();
        files.forEach(file -> stamps.put(file, stamp(file)));
        return stamps;
    }

    private static Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size());
        } catch (IOException gone) {
            return ABSENT;
        }
    }
}
