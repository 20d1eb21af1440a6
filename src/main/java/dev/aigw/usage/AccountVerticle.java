package dev.aigw.usage;

import dev.aigw.bus.Bus;
import dev.aigw.dialect.json.Usd;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.postgres.Postgres;
import dev.aigw.usage.Accounts.AskSpent;
import dev.aigw.usage.Accounts.AskUsage;
import dev.aigw.usage.Accounts.Usage;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers tenants what they used and spent; one per process, so that neither a lane nor the database has much of it: an answer
 * is good for a moment, and few reports are made at once.
 */
public final class AccountVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AccountVerticle.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long FRESH_MILLIS = 1_000;
    private static final int MOST_ROWS = 5_000;
    private static final int MOST_AT_ONCE = 8;

    private final Bus bus;
    private final Postgres postgres;
    private final SpentTable spent;
    private final UsageReport report;
    private final Map<Object, Future<?>> fresh = new HashMap<>();
    private int underWay;

    public AccountVerticle(Bus bus, Postgres postgres) {
        this.bus = bus;
        this.postgres = postgres;
        this.spent = new SpentTable(postgres);
        this.report = new UsageReport(postgres, MOST_ROWS + 1);
    }

    @Override
    public Future<?> start() {
        bus.serve(Accounts.SPENT, ask -> once(ask, () -> spent(ask)));
        bus.serve(Accounts.USAGE, ask -> once(ask, () -> usage(ask)));
        return Future.succeededFuture();
    }

    private Future<Spending.Spent> spent(AskSpent ask) {
        return spent.spent(new Spending.Ask(
                ask.tenantId(),
                Optional.empty(),
                "",
                ask.day().atStartOfDay(ZoneOffset.UTC).toInstant()));
    }

    private Future<Usage> usage(AskUsage ask) {
        return report.totals(ask.query()).map(totals -> json(ask.query(), totals));
    }

    /** Whoever asks the same while the answer is fresh gets the same. */
    @SuppressWarnings("unchecked") // a question has one type of answer
    private <T> Future<T> once(Object ask, Supplier<Future<T>> answer) {
        Future<?> known = fresh.get(ask);
        if (known != null) {
            return (Future<T>) known;
        }
        if (underWay >= MOST_AT_ONCE) {
            return Future.failedFuture(new GatewayException(new GatewayError.Overloaded(RETRY)));
        }
        underWay++;
        Future<T> asked = answer.get().recover(this::unavailable);
        fresh.put(ask, asked);
        asked.onComplete(done -> {
            underWay--;
            vertx.setTimer(FRESH_MILLIS, over -> fresh.remove(ask));
        });
        return asked;
    }

    private <T> Future<T> unavailable(Throwable cause) {
        if (cause instanceof GatewayException) {
            return Future.failedFuture(cause);
        }
        LOG.warn("account not read reason={}", postgres.reason(cause));
        return Future.failedFuture(new GatewayException(new GatewayError.Overloaded(RETRY)));
    }

    private static Usage json(UsageQuery query, UsageTotals totals) {
        if (totals.groups().size() > MOST_ROWS) {
            throw new GatewayException(GatewayError.InvalidRequest.of(
                    "by", "There are more than " + MOST_ROWS + " rows: ask for fewer days, or for fewer groups."));
        }
        JsonArray rows = new JsonArray();
        for (UsageTotal total : totals.groups()) {
            JsonObject row = new JsonObject();
            for (int i = 0; i < query.by().size(); i++) {
                row.put(query.by().get(i).word(), total.group().get(i));
            }
            rows.add(numbers(row, total));
        }
        JsonObject both = new JsonObject()
                .put("rows", rows)
                .put("totals", numbers(new JsonObject(), UsageTotal.sum(totals.groups())));
        Buffer text = both.toBuffer();
        return new Usage(text.getBuffer(1, text.length() - 1));
    }

    private static JsonObject numbers(JsonObject row, UsageTotal total) {
        return row.put("requests", total.requests())
                .put("errors", total.failed())
                .put("input_tokens", total.tokens().input())
                .put("output_tokens", total.tokens().output())
                .put("cost_usd", new BigDecimal(Usd.of(total.costNanos())));
    }
}
