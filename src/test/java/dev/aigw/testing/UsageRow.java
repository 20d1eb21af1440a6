package dev.aigw.testing;

import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.util.Optional;

/** One row of the ledger. */
public record UsageRow(
        String tenant,
        String provider,
        String model,
        String status,
        int attempt,
        String requestId,
        long input,
        long cacheRead,
        long cacheWrite,
        long output,
        long reasoning,
        boolean estimated,
        Optional<BigDecimal> cost,
        long latencyMillis,
        Optional<Long> firstTokenMillis,
        Optional<String> user,
        Optional<String> feature) {

    static final String QUERY = """
            select tenant.slug, usage_event.* from usage_event join tenant on tenant.id = tenant_id
            where %s order by request_id, attempt""";

    static UsageRow of(Row row) {
        return new UsageRow(
                row.getString("slug"),
                row.getString("provider"),
                row.getString("model"),
                row.getString("status"),
                row.getInteger("attempt"),
                row.getString("request_id"),
                row.getLong("input_tokens"),
                row.getLong("cache_read_tokens"),
                row.getLong("cache_write_tokens"),
                row.getLong("output_tokens"),
                row.getLong("reasoning_tokens"),
                row.getBoolean("estimated"),
                Optional.ofNullable(row.getBigDecimal("cost_usd")),
                row.getLong("latency_ms"),
                Optional.ofNullable(row.getLong("first_token_ms")),
                Optional.ofNullable(row.getString("end_user")),
                Optional.ofNullable(row.getString("feature")));
    }

    /** What it cost, without trailing zeros. */
    public String usd() {
        return cost.map(BigDecimal::stripTrailingZeros)
                .map(BigDecimal::toPlainString)
                .orElse("unknown");
    }
}
