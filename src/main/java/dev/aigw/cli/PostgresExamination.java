package dev.aigw.cli;

import dev.aigw.postgres.Migrations;
import dev.aigw.postgres.Postgres;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at PostgreSQL: there, new enough, with the schema of this program, and with the same time of day. */
final class PostgresExamination {
    private static final String SUBJECT = "postgres";
    private static final int OLDEST = 14;
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final StoreProbe probe;

    PostgresExamination(StoreProbe probe) {
        this.probe = probe;
    }

    List<Finding> findings() {
        Optional<String> trouble = probe.postgresTrouble();
        if (trouble.isPresent()) {
            return List.of(Finding.fail(SUBJECT, trouble.get(), "Check AIGW_POSTGRES_URL, and that PostgreSQL runs."));
        }
        List<Finding> findings = new ArrayList<>();
        Postgres postgres = probe.postgres();
        try {
            Instant before = Instant.now();
            Row row = Lifetime.await(
                            postgres.pool()
                                    .query("select current_setting('server_version'),"
                                            + " current_setting('server_version_num')::int / 10000, clock_timestamp(),"
                                            + " has_database_privilege(current_database(), 'create')")
                                    .execute(),
                            ANSWER)
                    .iterator()
                    .next();
            Instant after = Instant.now();
            findings.add(version(postgres, row));
            findings.add(clock(before, row.getOffsetDateTime(2).toInstant(), after));
            findings.add(schema(Lifetime.await(new Migrations(postgres).pending(), ANSWER)));
        } catch (Migrations.Refused refused) {
            findings.add(Finding.fail(
                    "schema",
                    String.valueOf(refused.getMessage()),
                    "Run the version of aigw that this database belongs to."));
        } catch (Exception e) {
            findings.add(Finding.fail(SUBJECT, postgres.reason(e), "See what PostgreSQL's own log says."));
        }
        return findings;
    }

    private static Finding version(Postgres postgres, Row row) {
        String words = "PostgreSQL " + row.getString(0) + " answers at " + postgres.place();
        return row.getInteger(1) >= OLDEST
                ? Finding.ok(SUBJECT, words)
                : Finding.fail(SUBJECT, words, "It is too old: upgrade to " + OLDEST + " or newer.");
    }

    private static Finding clock(Instant before, Instant theirs, Instant after) {
        Duration off = theirs.isBefore(before)
                ? Duration.between(theirs, before)
                : theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
        String words = off.isZero() ? "the same as PostgreSQL's" : off.toMillis() + " ms off PostgreSQL's";
        return off.compareTo(SKEW) < 0
                ? Finding.ok("clock", words)
                : Finding.fail(
                        "clock", words, "Tokens would be refused as too early or too old: let NTP set both clocks.");
    }

    private static Finding schema(List<String> pending) {
        return pending.isEmpty()
                ? Finding.ok("schema", "up to date")
                : Finding.warn(
                        "schema",
                        pending.size() + " migrations are not applied: " + String.join(", ", pending),
                        "`aigw serve` applies them when it starts; or run: aigw migrate");
    }
}
