package dev.aigw.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that is run to its end, with an environment of ours: it inherits no provider's key. */
final class Command {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Command() {}

    /**
     * What one said.
     *
     * @param exitCode 0 if all went well
     */
    record Outcome(int exitCode, String output) {
        boolean ok() {
            return exitCode == 0;
        }
    }

    static Outcome run(Path folder, List<String> command) {
        return run(folder, command, "");
    }

    static Outcome run(Path folder, List<String> command, String input) {
        Path output = null;
        try {
            // A file, not a pipe: a server that is left behind would keep a pipe open.
            output = Files.createTempFile("aigw-", ".out");
            Process process = prepare(folder, command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It did not want to read; its exit code tells whether that is well.
            }
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Outcome(-1, "no end after " + PATIENCE.toSeconds() + " s");
            }
            return new Outcome(
                    process.exitValue(),
                    Files.readString(output, StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            return new Outcome(127, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(-1, "interrupted");
        } finally {
            discard(output);
        }
    }

    static ProcessBuilder prepare(Path folder, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).directory(folder.toFile());
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path == null || path.isEmpty() ? "/usr/bin:/bin" : path);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static void discard(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // A temporary file that stays is no reason to fail.
        }
    }
}
