package dev.aigw.config;

import java.nio.file.Path;
import java.util.Optional;

/** Where a running gateway's configuration came from, so that what may change while it runs can be read again. */
public record ConfigSource(ConfigLoader.Mode mode, Sources sources) {

    /** The file that may change; the environment of a process does not. */
    public Optional<Path> file() {
        return sources.file();
    }

    /**
     * Reads and checks all of it again. Reads files: never on an event loop.
     *
     * @throws ConfigException with every problem there is
     */
    public RoutingConfig routing() {
        return ConfigLoader.load(mode, sources).config().routing();
    }
}
