package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageBatchTest {

    @Test
    void tellsWhenItIsFullAndDrainsInOrder() {
        UsageBatch batch = new UsageBatch(3);
        List<UsageEvent> events = UsageEvents.many(3);

        List<Boolean> full = events.stream().map(batch::add).toList();
        List<UsageEvent> drained = batch.drain();

        assertThat(full).containsExactly(false, false, true);
        assertThat(drained).isEqualTo(events);
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void startsAnewAfterADrainAndLeavesWhatWasDrainedAlone() {
        UsageBatch batch = new UsageBatch(2);
        List<UsageEvent> events = UsageEvents.many(2);
        batch.add(events.get(0));
        List<UsageEvent> first = batch.drain();

        boolean full = batch.add(events.get(1));

        assertThat(full).isFalse();
        assertThat(first).containsExactly(events.get(0));
        assertThat(batch.drain()).containsExactly(events.get(1));
    }

    @Test
    void refusesABatchOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new UsageBatch(0));
    }

    @ParameterizedTest
    @CsvSource({"255, 255", "256, 256", "257, 256", "100000, 256"})
    void cutsTextsThatNoIndexCouldHold(int length, int kept) {
        assertThat(UsageTable.text("x".repeat(length))).hasSize(kept);
    }

    @Test
    void neverCutsACharacterInTwo() {
        String text = "x".repeat(255) + "😀";

        assertThat(UsageTable.text(text)).isEqualTo("x".repeat(255));
    }

    @Test
    void replacesTheCharacterThatPostgresCannotKeep() {
        assertThat(UsageTable.text("a\0b")).isEqualTo("a\uFFFDb");
    }
}
