package dev.aigw.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a server listens, when the command line has a say in it. */
final class ListenOptions {
    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port for callers; 0 takes a free one. Default: http.port, 8080.")
    private Optional<Integer> port = Optional.empty();

    @Option(
            names = "--management-port",
            paramLabel = "N",
            description = "Port for health, readiness and metrics; 0 takes a free one. Default: management.port, 9090.")
    private Optional<Integer> managementPort = Optional.empty();

    /** As settings, by their paths. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        port.ifPresent(number -> settings.put("http.port", Integer.toString(number)));
        managementPort.ifPresent(number -> settings.put("management.port", Integer.toString(number)));
        return settings;
    }
}
