package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aigw.dialect.TokenUsage;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsageCodecTest {
    private static final int LONGEST_PAYLOAD = 16_000;

    private final Random random = new Random(42);

    @Test
    void bringsEveryFieldOfAnyEventBack() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            UsageEvent event = anyEvent();

            UsageEvent back = UsageCodec.event(encoded(event));

            assertThat(back).isEqualTo(event);
        }
    }

    @Test
    void bringsEveryFieldOfAnySettlementBack() throws Exception {
        UsageFeed.Settled settled = new UsageFeed.Settled(7, UUID.randomUUID(), Long.MAX_VALUE, Long.MIN_VALUE);
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_PAYLOAD);

        UsageCodec.encode(settled, buffer);

        assertThat(UsageCodec.settled(buffer.flip())).isEqualTo(settled);
    }

    @Test
    void keepsTheLongestTextsWithinTheLongestRecordAsTheLedgerKeepsThem() throws Exception {
        UsageEvent event = UsageEvents.saying("\u20ac".repeat(9_000));

        UsageEvent back = UsageCodec.event(encoded(event));

        assertThat(back.model()).isEqualTo(UsageTable.text(event.model())).hasSize(256);
        assertThat(back.role()).hasValueSatisfying(role -> assertThat(role).hasSize(256));
    }

    @Test
    void understandsNoPartOfARecord() {
        ByteBuffer whole = encoded(anyEvent());

        for (int length = 0; length < whole.limit(); length++) {
            ByteBuffer part = whole.duplicate().limit(length);

            assertThatThrownBy(() -> UsageCodec.event(part)).isInstanceOf(UsageCodec.Unreadable.class);
        }
    }

    @Test
    void refusesAnotherVersion() {
        ByteBuffer other = encoded(anyEvent());
        other.put(0, (byte) 9);

        assertThatThrownBy(() -> UsageCodec.event(other))
                .isInstanceOf(UsageCodec.Unreadable.class)
                .hasMessageContaining("version 9");
    }

    private static ByteBuffer encoded(UsageEvent event) {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_PAYLOAD);
        UsageCodec.encode(event, buffer);
        return buffer.flip();
    }

    private UsageEvent anyEvent() {
        UsageEvent.Status[] all = UsageEvent.Status.values();
        return new UsageEvent(
                new UUID(random.nextLong(), random.nextLong()),
                random.nextLong(),
                text(),
                text(),
                new TokenUsage(
                        random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()),
                random.nextBoolean(),
                number(),
                number(),
                text(),
                Instant.ofEpochSecond(random.nextLong(-1L << 40, 1L << 40), random.nextInt(1_000_000_000)),
                all[random.nextInt(all.length)],
                random.nextInt(),
                random.nextLong(),
                number(),
                optional(),
                optional(),
                optional(),
                optional());
    }

    private OptionalLong number() {
        return random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty();
    }

    private Optional<String> optional() {
        return random.nextBoolean() ? Optional.of(text()) : Optional.empty();
    }

    /** Any characters that are some, and that Postgres can keep. */
    private String text() {
        return random.ints(random.nextInt(60), 1, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
