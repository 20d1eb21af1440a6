package dev.aigw.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real Redis on a kept folder, on loopback behind a password, with its append-only file synced every second. */
final class RedisServer {
    private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final int PORTS_TRIED = 5;

    private final Path home;
    private final Path program;
    private int port;

    RedisServer(DataDirectory data, Path program) {
        this.home = data.resolve("redis");
        this.program = program;
    }

    /** Blocks until it answers; ends first what an earlier gateway left behind. */
    void start(String password) {
        try {
            Files.createDirectories(home);
            DataDirectory.restrict(home, "rwx------");
            if (daemon().isPresent()) {
                LOG.info("stopping a redis that an earlier gateway left behind");
                stop();
            }
            for (int tried = 0; tried < PORTS_TRIED; tried++) {
                port = Loopback.freePort();
                if (startsOn(port, password)) {
                    return;
                }
            }
            throw new DevFailure("The embedded Redis does not start. The end of " + log() + ":\n" + tail());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    Path folder() {
        return home;
    }

    Path pidFile() {
        return home.resolve("redis.pid");
    }

    /** Ends it; SIGTERM makes it write what it holds. */
    void stop() {
        daemon().ifPresent(daemon -> {
            daemon.process().destroy();
            if (!daemon.ends(Duration.ofSeconds(10))) {
                daemon.kill();
                daemon.ends(Duration.ofSeconds(5));
            }
        });
    }

    private Optional<Daemon> daemon() {
        return Daemon.find(pidFile(), home);
    }

    private Path log() {
        return home.resolve("redis.log");
    }

    private boolean startsOn(int candidate, String password) throws IOException {
        Files.deleteIfExists(pidFile());
        Files.deleteIfExists(log());
        Path settings = home.resolve("redis.conf");
        DataDirectory.writePrivately(settings, settings(candidate, password));
        Command.Outcome launched = launch(settings);
        if (!launched.ok()) {
            throw new DevFailure("The embedded Redis does not start: " + launched.output());
        }
        // It goes into the background before it listens, so its log tells what its exit code cannot.
        Daemon.await(() -> answers(candidate, password) || tail().contains("Failed listening"), STARTS_WITHIN);
        return answers(candidate, password);
    }

    /** The program needs OpenSSL 3; where that is missing one that the machine has is as good. */
    private Command.Outcome launch(Path settings) {
        Command.Outcome launched = Command.run(home, List.of(program.toString(), settings.toString()));
        if (launched.ok()) {
            return launched;
        }
        return Command.run(home, List.of("redis-server", settings.toString())).ok()
                ? new Command.Outcome(0, "")
                : launched;
    }

    private String settings(int candidate, String password) {
        return """
                # Written anew at every start of the development gateway.
                bind %s
                port %d
                protected-mode yes
                requirepass %s
                daemonize yes
                set-proc-title no
                pidfile "%s"
                logfile "%s"
                dir "%s"
                save ""
                appendonly yes
                appendfsync everysec
                """.formatted(Loopback.HOST, candidate, password, pidFile(), log(), home);
    }

    private static boolean answers(int port, String password) {
        try (Socket socket = new Socket()) {
            socket.connect(Loopback.port(port), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write(("AUTH " + password + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] expected = "+OK\r\n+PONG\r\n".getBytes(StandardCharsets.US_ASCII);
            byte[] reply = socket.getInputStream().readNBytes(expected.length);
            return Arrays.equals(expected, reply);
        } catch (IOException e) {
            return false;
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }
}
