package dev.aigw.usage;

import dev.aigw.config.JournalConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A process that records events until it is killed, and prints the id of each once it is recorded. */
final class AppendInChild {
    private AppendInChild() {}

    public static void main(String[] args) {
        UsageJournals journals = UsageJournals.open(config(Path.of(args[0])), 1);
        PrintStream out = System.out;
        while (true) {
            UsageEvent event = UsageEvents.event(1, Instant.now());
            journals.lane(0).record(event);
            journals.lane(0).settled(1, event.id(), 1, 2);
            out.println(event.id());
            if (journals.files().needsMaintenance()) {
                journals.files().maintain();
            }
        }
    }

    static JournalConfig config(Path directory) {
        return new JournalConfig(directory, 64 << 10, 1 << 30, Duration.ZERO);
    }

    static Process start(Path directory) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendInChild.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
