package dev.aigw.usage;

import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Usage events as the arrays that {@link LedgerSql} takes, one per column. */
final class UsageColumns {
    private UsageColumns() {}

    static Tuple of(List<UsageEvent> events) {
        return Tuple.tuple()
                .addValue(column(events, UUID[]::new, UsageEvent::id))
                .addValue(column(
                        events,
                        OffsetDateTime[]::new,
                        event -> event.createdAt().atOffset(ZoneOffset.UTC)))
                .addValue(column(events, Long[]::new, UsageEvent::tenantId))
                .addValue(column(events, String[]::new, event -> UsageTable.text(event.provider())))
                .addValue(column(events, String[]::new, event -> UsageTable.text(event.model())))
                .addValue(column(events, String[]::new, event -> event.status().word()))
                .addValue(column(events, Integer[]::new, UsageEvent::attempt))
                .addValue(column(events, String[]::new, event -> UsageTable.text(event.requestId())))
                .addValue(column(events, Long[]::new, event -> event.tokens().input()))
                .addValue(column(events, Long[]::new, event -> event.tokens().cacheRead()))
                .addValue(column(events, Long[]::new, event -> event.tokens().cacheWrite()))
                .addValue(column(events, Long[]::new, event -> event.tokens().cacheWriteLong()))
                .addValue(column(events, Long[]::new, event -> event.tokens().audioInput()))
                .addValue(column(events, Long[]::new, event -> event.tokens().output()))
                .addValue(column(events, Long[]::new, event -> event.tokens().reasoning()))
                .addValue(column(events, Long[]::new, event -> event.tokens().audioOutput()))
                .addValue(column(events, Boolean[]::new, UsageEvent::estimated))
                .addValue(column(events, Long[]::new, event -> orNull(event.costNanos())))
                .addValue(column(events, Long[]::new, event -> orNull(event.listNanos())))
                .addValue(column(events, Long[]::new, UsageEvent::latencyMillis))
                .addValue(column(events, Long[]::new, event -> orNull(event.firstTokenMillis())))
                .addValue(column(events, String[]::new, event -> orNull(event.user())))
                .addValue(column(events, String[]::new, event -> orNull(event.feature())))
                .addValue(column(events, String[]::new, event -> orNull(event.caller())))
                .addValue(column(events, String[]::new, event -> orNull(event.role())));
    }

    private static <T> @Nullable T[] column(
            List<UsageEvent> events, IntFunction<@Nullable T[]> array, Function<UsageEvent, @Nullable T> value) {
        @Nullable T[] column = array.apply(events.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(events.get(i));
        }
        return column;
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static @Nullable String orNull(Optional<String> value) {
        return value.isPresent() ? UsageTable.text(value.get()) : null;
    }
}
