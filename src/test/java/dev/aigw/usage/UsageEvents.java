package dev.aigw.usage;

import dev.aigw.dialect.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Events as tests need them. */
final class UsageEvents {
    static final TokenUsage TOKENS = new TokenUsage(100, 40, 5, 20, 7, 3, 2, 1);

    private UsageEvents() {}

    static UsageEvent event(long tenantId, Instant at) {
        return event(tenantId, at, "openai", "gpt-4o-mini", OptionalLong.of(1_234_567), UsageEvent.Status.OK, 1);
    }

    static UsageEvent event(
            long tenantId,
            Instant at,
            String provider,
            String model,
            OptionalLong cost,
            UsageEvent.Status status,
            int attempt) {
        return new UsageEvent(
                UUID.randomUUID(),
                tenantId,
                provider,
                model,
                TOKENS,
                false,
                cost,
                cost,
                "req-" + UUID.randomUUID(),
                at,
                status,
                attempt,
                250,
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static UsageEvent saying(String text) {
        return new UsageEvent(
                UUID.randomUUID(),
                1,
                text,
                text,
                TokenUsage.NONE,
                true,
                OptionalLong.empty(),
                OptionalLong.empty(),
                text,
                Instant.now(),
                UsageEvent.Status.ERROR,
                1,
                1,
                OptionalLong.of(3),
                Optional.of(text),
                Optional.of(text),
                Optional.of(text),
                Optional.of(text));
    }

    static List<UsageEvent> many(int count) {
        List<UsageEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(1, Instant.now()));
        }
        return events;
    }
}
