package dev.aigw.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(1));
    private final List<String> expired = new ArrayList<>();

    @Test
    void expiresNothingBeforeItsTime() {
        deadlines.start(() -> expired.add("a"));

        deadlines.expire(System.nanoTime());

        assertThat(expired).isEmpty();
    }

    @Test
    void expiresTheOldestFirstAndEachOnce() {
        deadlines.start(() -> expired.add("a"));
        deadlines.start(() -> expired.add("b"));

        deadlines.expire(System.nanoTime() + Duration.ofSeconds(2).toNanos());
        deadlines.expire(System.nanoTime() + Duration.ofSeconds(3).toNanos());

        assertThat(expired).containsExactly("a", "b");
    }

    @Test
    void forgetsWhatIsDone() {
        deadlines.start(() -> expired.add("a")).done();
        deadlines.start(() -> expired.add("b"));

        deadlines.expire(System.nanoTime() + Duration.ofSeconds(2).toNanos());

        assertThat(expired).containsExactly("b");
    }

    @Test
    void keepsTheOthersWhenOneInTheMiddleIsDone() {
        deadlines.start(() -> expired.add("a"));
        Deadlines.Entry middle = deadlines.start(() -> expired.add("b"));
        deadlines.start(() -> expired.add("c"));

        middle.done();
        middle.done();
        deadlines.expire(System.nanoTime() + Duration.ofSeconds(2).toNanos());

        assertThat(expired).containsExactly("a", "c");
        assertThat(deadlines.isEmpty()).isTrue();
    }

    @Test
    void holdsNothingOfWhatIsDoneBehindSomethingThatWaits() {
        deadlines.start(() -> expired.add("a"));

        deadlines.start(() -> expired.add("b")).done();
        deadlines.start(() -> expired.add("c"));
        deadlines.expire(System.nanoTime() + Duration.ofSeconds(2).toNanos());

        assertThat(expired).containsExactly("a", "c");
    }
}
