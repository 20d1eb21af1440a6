package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.usage.journal.JournalReader;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process has recorded is there after it was killed, to the last record. */
@Timeout(60)
class JournalKillIT {
    private static final int BEFORE_THE_KILL = 5_000;
    private static final int LENGTH_OF_AN_ID = 36;

    @TempDir
    private Path directory;

    @RepeatedTest(3)
    void everyRecordedEventIsFoundAfterAKill() throws Exception {
        Process child = AppendInChild.start(directory);
        List<String> printed = new ArrayList<>();
        try (BufferedReader lines = child.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                printed.add(line);
                if (printed.size() == BEFORE_THE_KILL) {
                    child.toHandle().destroyForcibly(); // which leaves us what it has printed
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        printed.removeIf(line -> line.length() < LENGTH_OF_AN_ID); // the last one may be cut

        Set<String> events = new LinkedHashSet<>();
        List<UUID> settled = new ArrayList<>();
        UsageJournals next = UsageJournals.open(AppendInChild.config(directory), 1);
        for (JournalReader left : next.files().adopt()) {
            UsageSource source = UsageSource.past(left, told -> settled.add(told.reservation()));
            for (Optional<UsageEvent> event = source.next(); event.isPresent(); event = source.next()) {
                events.add(event.get().id().toString());
            }
        }
        next.close();

        assertThat(printed).hasSizeGreaterThanOrEqualTo(BEFORE_THE_KILL);
        assertThat(events).containsAll(printed).hasSizeLessThanOrEqualTo(printed.size() + 2);
        assertThat(settled).hasSizeBetween(printed.size(), events.size());
    }
}
