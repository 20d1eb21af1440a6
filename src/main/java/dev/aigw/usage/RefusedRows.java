package dev.aigw.usage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file beside the journals that keeps the rows which Postgres will not take, one JSON object a line. */
final class RefusedRows {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedRows.class);
    private static final String NAME = "refused.jsonl";

    private final Vertx vertx;
    private final Path file;

    RefusedRows(Vertx vertx, Path directory) {
        this.vertx = vertx;
        this.file = directory.resolve(NAME);
    }

    /** Never fails: what cannot be kept is in the log. */
    Future<?> keep(UsageEvent row, String reason) {
        LOG.error(
                "usage row refused by postgres, kept aside id={} tenant={} file={} reason={}",
                row.id(),
                row.tenantId(),
                file,
                reason);
        String line = json(row, reason).encode() + "\n";
        return vertx.executeBlocking(() -> Files.write(
                        file,
                        line.getBytes(StandardCharsets.UTF_8),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND))
                .otherwise(cause -> {
                    LOG.error("usage row refused by postgres and not kept either row={}", line.strip(), cause);
                    return file;
                });
    }

    private static JsonObject json(UsageEvent row, String reason) {
        JsonObject json = new JsonObject()
                .put("reason", reason)
                .put("id", row.id().toString())
                .put("tenant_id", row.tenantId())
                .put("request_id", row.requestId())
                .put("created_at", row.createdAt().toString())
                .put("provider", row.provider())
                .put("model", row.model())
                .put("status", row.status().word())
                .put("attempt", row.attempt())
                .put("input_tokens", row.tokens().input())
                .put("cache_read_tokens", row.tokens().cacheRead())
                .put("cache_write_tokens", row.tokens().cacheWrite())
                .put("output_tokens", row.tokens().output())
                .put("reasoning_tokens", row.tokens().reasoning())
                .put("estimated", row.estimated())
                .put("latency_ms", row.latencyMillis());
        row.costNanos().ifPresent(nanos -> json.put("cost_nanos", nanos));
        row.listNanos().ifPresent(nanos -> json.put("list_nanos", nanos));
        row.firstTokenMillis().ifPresent(millis -> json.put("first_token_ms", millis));
        row.user().ifPresent(user -> json.put("user", user));
        row.feature().ifPresent(feature -> json.put("feature", feature));
        row.caller().ifPresent(caller -> json.put("caller", caller));
        row.role().ifPresent(role -> json.put("role", role));
        return json;
    }
}
