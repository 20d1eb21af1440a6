package dev.aigw.cli;

import dev.aigw.dev.DevState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code aigw health}: what a container's health check calls. */
@Command(
        name = "health",
        description = {
            "Ask a running gateway whether it is alive, or takes traffic.",
            "",
            "Exit code 0 if it says so, 1 if not: made for a container's health check."
        })
final class HealthCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String STANDARD_PORT = "9090";

    private final Invocation invocation;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Its management port. Default: that of the development gateway here, else"
                    + " http://127.0.0.1:AIGW_MANAGEMENT_PORT, else http://127.0.0.1:9090.")
    private Optional<String> url = Optional.empty();

    @Option(names = "--ready", description = "Whether it takes traffic, which is not so while it starts or drains.")
    private boolean ready;

    HealthCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        String asked = base().replaceAll("/+$", "") + (ready ? "/readyz" : "/healthz");
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(asked)).timeout(PATIENCE).build(), BodyHandlers.ofString());
            invocation.out().println(answer.body());
            if (answer.statusCode() != 200) {
                throw new CommandFailed(ExitCode.FAILED, asked + " answered " + answer.statusCode() + ".");
            }
            return ExitCode.OK;
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.FAILED, "Nothing answers at " + asked + ". Is the gateway running?", e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(ExitCode.USAGE, "--url: It is not a URL.", e);
        }
    }

    private String base() {
        return url.or(() -> DevState.read(invocation.dataDirectory()).map(DevState::managementUrl))
                .orElseGet(() -> "http://127.0.0.1:"
                        + invocation.variable("AIGW_MANAGEMENT_PORT").orElse(STANDARD_PORT));
    }
}
