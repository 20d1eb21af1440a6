package dev.aigw.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.Tenant;
import dev.aigw.testing.Await;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;

/** What provider, ledger and Redis say of the same calls, once all is quiet. */
final class Books {
    private static final Duration QUIET = Duration.ofSeconds(25);

    private final TwoGateways gateways;
    private final List<Tenant> tenants;
    private final List<Call> calls;
    private final Provider provider;
    private final Function<String[], Object> redis;

    /** @param redis whatever has the key that is a command's second word */
    Books(
            TwoGateways gateways,
            List<Tenant> tenants,
            List<Call> calls,
            Provider provider,
            Function<String[], Object> redis) {
        this.gateways = gateways;
        this.tenants = tenants;
        this.calls = calls;
        this.provider = provider;
        this.redis = redis;
    }

    /** One row of the ledger. */
    record Line(String id, String status, boolean estimated, long nanos) {

        static Line of(Row row) {
            return new Line(
                    row.getString("request_id"),
                    row.getString("status"),
                    row.getBoolean("estimated"),
                    Optional.ofNullable(row.getBigDecimal("cost_usd"))
                            .orElse(BigDecimal.ZERO)
                            .movePointRight(9)
                            .longValueExact());
        }

        boolean unknown() {
            return status.equals("unknown");
        }
    }

    /**
     * Waits until nothing is held any more and all agree, and says what does not when that takes too long.
     *
     * @param everyRowHasItsCall else rows may be more
     * @param money whose dollars are compared
     */
    void awaitAgreement(boolean everyRowHasItsCall, List<Tenant> money) {
        Await.value(
                "all is quiet and agrees",
                QUIET,
                () -> tenants.stream()
                        .flatMap(tenant -> disagreements(tenant, everyRowHasItsCall, money.contains(tenant)).stream())
                        .toList(),
                List::isEmpty);
    }

    private List<String> disagreements(Tenant tenant, boolean everyRowHasItsCall, boolean money) {
        List<String> found = new ArrayList<>();
        String prefix = "aigw:{" + tenant.id() + "}:";
        long open = (Long) redis.apply(new String[] {"ZCARD", prefix + "open"});
        long held = (Long) redis.apply(new String[] {"HLEN", prefix + "held"});
        if (open + held > 0) {
            found.add(tenant.slug() + ": " + open + " reservations open, " + held + " held");
        }
        List<Line> lines = lines(tenant);
        long called = calls.stream()
                .filter(call -> call.tenant().equals(tenant))
                .mapToLong(this::called)
                .sum();
        if (everyRowHasItsCall ? lines.size() != called : lines.size() < called) {
            found.add(tenant.slug() + ": " + called + " calls, " + lines.size() + " rows");
        }
        long spent = lines.stream().mapToLong(Line::nanos).sum();
        String text = String.valueOf(redis.apply(new String[] {"HGET", prefix + "all:money", "ts"}));
        long known = text.isEmpty() ? 0 : Long.parseLong(text);
        if (money && known != spent) {
            found.add(tenant.slug() + ": " + spent + " in the ledger, " + known + " in redis");
        }
        return found;
    }

    /**
     * All that holds whatever is killed.
     *
     * @param budgets that must have held
     * @param claimsLost whether Redis has forgotten which request ids it knew
     * @param killed where the gateway was that was killed, if one was
     */
    void check(Map<Tenant, Long> budgets, boolean claimsLost, Optional<String> killed) {
        SoftAssertions all = new SoftAssertions();
        for (Tenant tenant : tenants) {
            Map<String, List<Line>> lines = lines(tenant).stream().collect(Collectors.groupingBy(Line::id));
            long spent = lines.values().stream()
                    .flatMap(List::stream)
                    .mapToLong(Line::nanos)
                    .sum();
            all.assertThat(spent)
                    .as("budget of %s", tenant.slug())
                    .isLessThanOrEqualTo(budgets.getOrDefault(tenant, Long.MAX_VALUE));
            calls.stream()
                    .filter(call -> call.tenant().equals(tenant))
                    .forEach(call -> check(all, call, lines.getOrDefault(call.id(), List.of()), claimsLost, killed));
        }
        all.assertAll();
    }

    private void check(SoftAssertions all, Call call, List<Line> lines, boolean claimsLost, Optional<String> killed) {
        String what = call.id() + " " + call.tries() + " " + lines;
        long answered = provider.answered(call.id());
        long failed = provider.failed(call.id());
        long ok = count(lines, "ok");
        long error = count(lines, "error");
        long unknown = count(lines, "unknown");
        if (killed.isPresent()) {
            all.assertThat(ok).as("rows ok of %s", what).isLessThanOrEqualTo(answered);
            all.assertThat(error).as("rows error of %s", what).isLessThanOrEqualTo(failed);
            all.assertThat(answered + failed).as("calls of %s", what).isLessThanOrEqualTo(lines.size());
        } else {
            all.assertThat(ok).as("rows ok of %s", what).isEqualTo(answered);
            all.assertThat(error).as("rows error of %s", what).isEqualTo(failed);
            all.assertThat(unknown).as("rows unknown of %s", what).isZero();
        }
        all.assertThat(ok + error + unknown).as("other rows of %s", what).isEqualTo(lines.size());
        for (Line line : lines) {
            all.assertThat(line.estimated()).as("estimated in %s", what).isEqualTo(line.unknown());
            if (!line.unknown()) {
                all.assertThat(line.nanos())
                        .as("price in %s", what)
                        .isEqualTo(line.status().equals("ok") ? Provider.PRICE : 0);
            }
        }
        long allowed = claimsLost ? call.tries().size() : call.callsAllowed(failed, killed);
        all.assertThat(answered + failed).as("calls of %s", what).isLessThanOrEqualTo(allowed);
        if (answered == 1) {
            all.assertThat(call.tries().stream()
                            .filter(Call.Try::isOk)
                            .map(Call.Try::said)
                            .distinct())
                    .as("answers of %s", what)
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    long unknown() {
        return tenants.stream()
                .flatMap(tenant -> lines(tenant).stream())
                .filter(Line::unknown)
                .count();
    }

    /** Redis was never told by the ledger what it should have known by itself. */
    void assertNothingWasCorrected() {
        assertThat(gateways.logged("money in redis differed"))
                .noneMatch(line -> tenants.stream().anyMatch(tenant -> line.contains("tenant=" + tenant.slug() + " ")));
    }

    private long called(Call call) {
        return 0L + provider.answered(call.id()) + provider.failed(call.id());
    }

    private static long count(List<Line> lines, String status) {
        return lines.stream().filter(line -> line.status().equals(status)).count();
    }

    private List<Line> lines(Tenant tenant) {
        List<Line> lines = new ArrayList<>();
        TwoGateways.now(gateways.postgres()
                        .pool()
                        .preparedQuery(
                                "select request_id, status, estimated, cost_usd from usage_event where tenant_id = $1")
                        .execute(Tuple.of(tenant.id())))
                .forEach(row -> lines.add(Line.of(row)));
        return lines;
    }
}
