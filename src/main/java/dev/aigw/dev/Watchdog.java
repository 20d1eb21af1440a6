package dev.aigw.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tiny shell that ends the stores if this process ends without doing so itself.
 *
 * <p>It waits on a pipe that only we hold: the system closes that however we go, {@code kill -9} included. If it is
 * killed too, the next start finds what was left.
 */
final class Watchdog implements AutoCloseable {
    /** Arguments: Redis's pid file, Redis's folder, then the command that stops PostgreSQL. */
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            echo ready
            exec >/dev/null 2>&1
            if read -r word && [ "$word" = done ]; then exit 0; fi
            pid_file=$1 folder=$2
            shift 2
            "$@" &
            if read -r pid <"$pid_file"; then
                named=$(tr '\\0' ' ' <"/proc/$pid/cmdline" || ps -o args= -p "$pid")
                case $named in *"$folder/"*) kill -TERM "$pid" ;; esac
            fi
            wait
            """;

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    static Watchdog over(Path folder, PostgresServer postgres, RedisServer redis) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "aigw-watchdog"));
        command.add(redis.pidFile().toString());
        command.add(redis.folder().toString());
        command.addAll(postgres.stopCommand());
        try {
            Process process =
                    Command.prepare(folder, command).redirectErrorStream(true).start();
            // Until it has said so, the Ctrl-C that ends us would end it too.
            try (BufferedReader said = process.inputReader()) {
                if (!"ready".equals(said.readLine())) {
                    throw new IOException("no sign of life");
                }
            }
            return new Watchdog(process);
        } catch (IOException e) {
            throw new DevFailure("The watchdog over the embedded stores does not start: " + e, e);
        }
    }

    /** Sends it home: the stores have ended. */
    @Override
    public void close() {
        try (var pipe = process.getOutputStream()) {
            pipe.write("done\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            process.destroyForcibly();
        }
    }
}
