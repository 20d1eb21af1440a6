package dev.aigw.chat;

import dev.aigw.auth.Authenticator;
import dev.aigw.auth.Caller;
import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.dialect.json.Usd;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import dev.aigw.http.AccessEntry;
import dev.aigw.http.ErrorWriter;
import dev.aigw.http.HttpVerticle;
import dev.aigw.tenant.Limits;
import dev.aigw.tenant.Tenant;
import dev.aigw.usage.Accounts;
import dev.aigw.usage.Accounts.AskSpent;
import dev.aigw.usage.Accounts.AskUsage;
import dev.aigw.usage.Accounts.Usage;
import dev.aigw.usage.Spending.Spent;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** {@code GET /api/v1/budget} and {@code GET /api/v1/usage}: what the caller's own tenant may spend, and what it did. */
public final class AccountHandler {
    /** What a token's {@code scope} must have, where it has one. */
    private static final String SCOPE = "usage";

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Authenticator authenticator;
    private final Clock clock;
    private final Question<AskSpent, Spent> spending;
    private final Question<AskUsage, Usage> usage;

    public AccountHandler(Bus bus, Authenticator authenticator, Clock clock) {
        this.authenticator = authenticator;
        this.clock = clock;
        this.spending = bus.question(Accounts.SPENT, PATIENCE);
        this.usage = bus.question(Accounts.USAGE, PATIENCE);
    }

    public void budget(RoutingContext ctx) {
        answer(ctx, tenant -> {
            LocalDate today = today();
            return spending.ask(new AskSpent(tenant.id(), today))
                    .map(spent -> budget(tenant, spent, today).toBuffer());
        });
    }

    public void usage(RoutingContext ctx) {
        answer(ctx, tenant -> {
            UsageParameters asked = UsageParameters.read(parameters(ctx), today());
            return usage.ask(new AskUsage(asked.query(tenant.slug()))).map(found -> usage(asked, found));
        });
    }

    private void answer(RoutingContext ctx, Function<Tenant, Future<Buffer>> account) {
        AccessEntry access = HttpVerticle.access(ctx);
        authenticator
                .authenticate(ctx.request(), SCOPE)
                .map(Caller::tenant)
                .compose(tenant -> {
                    access.tenant(tenant.slug());
                    return account.apply(tenant);
                })
                .onComplete(
                        body -> {
                            access.status(200);
                            access.headWritten();
                            ctx.response()
                                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                                    .putHeader("x-request-id", access.requestId())
                                    .end(body);
                        },
                        failure -> ErrorWriter.write(ctx.request(), access, ErrorWriter.reason(failure, access)));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static MultiMap parameters(RoutingContext ctx) {
        try {
            return ctx.queryParams();
        } catch (RuntimeException unreadable) {
            throw new GatewayException(InvalidRequest.of("query", "It cannot be read."));
        }
    }

    private static Buffer usage(UsageParameters asked, Usage found) {
        JsonArray by = new JsonArray();
        asked.by().forEach(group -> by.add(group.word()));
        return Buffer.buffer(
                        "{\"from\":\"" + asked.from() + "\",\"to\":\"" + asked.to() + "\",\"by\":" + by.encode() + ",")
                .appendBuffer(found.json())
                .appendString("}");
    }

    private static JsonObject budget(Tenant tenant, Spent spent, LocalDate today) {
        Limits limits = tenant.limits();
        JsonObject counts = new JsonObject();
        put(counts, "requests_per_minute", limits.requestsPerMinute());
        put(counts, "requests_per_day", limits.requestsPerDay());
        put(counts, "tokens_per_minute", limits.tokensPerMinute());
        put(counts, "concurrent", limits.concurrent());
        Tenant.Budget budget = limits.budget();
        LocalDate month = today.withDayOfMonth(1).plusMonths(1);
        return new JsonObject()
                .put("tenant", tenant.slug())
                .put("limits", counts)
                .put(
                        "budgets",
                        new JsonObject()
                                .put("day", period(budget.dayNanos(), spent.dayNanos(), Optional.of(today.plusDays(1))))
                                .put("month", period(budget.monthNanos(), spent.monthNanos(), Optional.of(month)))
                                .put("total", period(budget.totalNanos(), spent.totalNanos(), Optional.empty())));
    }

    private static JsonObject period(OptionalLong limit, long spent, Optional<LocalDate> ends) {
        JsonObject period = new JsonObject();
        if (limit.isPresent()) {
            period.put("limit_usd", usd(limit.getAsLong()));
        } else {
            period.putNull("limit_usd");
        }
        period.put("spent_usd", usd(spent));
        if (limit.isPresent()) {
            period.put("left_usd", usd(Math.max(0, limit.getAsLong() - spent)));
        } else {
            period.putNull("left_usd");
        }
        if (ends.isPresent()) {
            period.put(
                    "resets_at",
                    ends.get().atStartOfDay(ZoneOffset.UTC).toInstant().toString());
        } else {
            period.putNull("resets_at");
        }
        return period;
    }

    private static void put(JsonObject counts, String name, OptionalLong limit) {
        if (limit.isPresent()) {
            counts.put(name, limit.getAsLong());
        } else {
            counts.putNull(name);
        }
    }

    private static BigDecimal usd(long nanos) {
        return new BigDecimal(Usd.of(nanos));
    }
}
