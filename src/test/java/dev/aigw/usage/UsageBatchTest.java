package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageBatchTest {

    @Test
    void isFullWithItsLastRow() {
        UsageBatch batch = new UsageBatch(2);

        batch.add(UsageEvents.event(1, Instant.now()));
        boolean early = batch.isFull();
        batch.add(UsageEvents.event(1, Instant.now()));

        assertThat(early).isFalse();
        assertThat(batch.isFull()).isTrue();
    }

    @Test
    void isSettledOnlyWithTheLastOfItsParts() {
        UsageBatch batch = new UsageBatch(5);
        UsageEvents.many(5).forEach(batch::add);
        UsageBatch.Part all = batch.close(List.of());

        batch.settle(all.secondHalf());
        batch.settle(all.firstHalf().firstHalf());
        boolean early = batch.isSettled();
        batch.settle(all.firstHalf().secondHalf());

        assertThat(early).isFalse();
        assertThat(batch.isSettled()).isTrue();
        assertThat(Stream.of(all.firstHalf(), all.secondHalf())
                        .flatMap(half -> half.rows().stream())
                        .toList())
                .isEqualTo(all.rows());
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
