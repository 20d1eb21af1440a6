package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.cli.Terminal.Said;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.postgres.Postgres;
import dev.aigw.testing.TestPostgres;
import dev.aigw.usage.UsageEvent;
import dev.aigw.usage.UsageTable;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class UsageCommandIT {
    private static final Instant LONG_AGO = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    private Path directory;

    private Terminal terminal;

    @BeforeEach
    void spend(Vertx vertx) throws Exception {
        String url = TestPostgres.migrated();
        terminal = Terminal.at(directory, url);
        terminal.type("tenant", "create", "shop");
        terminal.type("tenant", "create", "blog");
        Postgres postgres = Postgres.open(vertx, url, 1, Duration.ofSeconds(5));
        new UsageTable(postgres)
                .insert(List.of(
                        event(1, Instant.now(), "gpt-4o-mini", 1_500_000_000),
                        event(1, Instant.now(), "gpt-4o-mini", 500_000_000),
                        event(1, Instant.now(), "gpt-4o", 1),
                        event(2, Instant.now(), "gpt-4o", 250_000_000),
                        event(2, LONG_AGO, "gpt-4o", 9_000_000_000L)))
                .await(10, TimeUnit.SECONDS);
        postgres.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void addsUpThisMonthByTenant() {
        Said said = terminal.type("usage");

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).isEqualTo("""
                TENANT  REQUESTS  ATTEMPTS  FAILED  INPUT  CACHED  OUTPUT  COST USD  LIST USD  ESTIMATED  UNPRICED
                blog           1         1       0    100      40      20  0.250000  0.250000          0         0
                shop           3         3       0    300     120      60  2.000000  2.000000          0         0
                TOTAL          4         4       0    400     160      80  2.250000  2.250000          0         0
                """);
    }

    @Test
    void breaksDownByWhatIsAskedOfOneTenant() {
        Said said = terminal.type("usage", "--by", "model,user", "--tenant", "shop", "--json");

        assertThat(said.json().getJsonArray("rows")).hasSize(2);
        assertThat(said.json().getJsonArray("rows").getJsonObject(1).getString("model"))
                .isEqualTo("gpt-4o-mini");
        assertThat(said.json().getJsonArray("rows").getJsonObject(1).getString("user"))
                .isEqualTo("u1");
        assertThat(said.json().getJsonObject("total").getValue("cost_usd")).hasToString("2.000000001");
    }

    @Test
    void countsTheLastDayThatIsNamed() {
        Said said = terminal.type("usage", "--from", "2026-01-01", "--to", "2026-01-31", "--by", "day", "--csv");

        assertThat(said.out().lines().skip(1)).containsExactly("2026-01-31,1,1,0,100,40,20,9,9,0,0");
    }

    @Test
    void leavesOutTheInstantThatIsNamed() {
        Said said = terminal.type("usage", "--from", "2026-01-01", "--to", "2026-01-31T12:00:00Z");

        assertThat(said.out()).startsWith("Nothing was used");
    }

    @Test
    void breaksDownByThePluginThatCalledAndTheRoleOfItsUser() {
        Said said = terminal.type("usage", "--by", "caller,role", "--csv");

        assertThat(said.out().lines().skip(1))
                .containsExactly("acme-seo,editor,4,4,0,400,160,80,2.250000001,2.250000001,0,0");
    }

    @Test
    void saysWhetherItAddedUpDaysOrRows() {
        Said days = terminal.type("usage", "--json");
        Said rows = terminal.type("usage", "--from", "2026-01-31T11:59:59Z", "--json");

        assertThat(days.json().getString("source")).isEqualTo("days");
        assertThat(rows.json().getString("source")).isEqualTo("rows");
        assertThat(rows.json().getJsonObject("total").getInteger("requests")).isEqualTo(5);
    }

    @Test
    void saysThatThereIsNoSuchTenant() {
        assertThat(terminal.type("usage", "--tenant", "nobody").code()).isEqualTo(1);
    }

    private static UsageEvent event(long tenant, Instant at, String model, long costNanos) {
        return new UsageEvent(
                UUID.randomUUID(),
                tenant,
                "openai",
                model,
                new TokenUsage(100, 40, 0, 20, 0),
                false,
                OptionalLong.of(costNanos),
                OptionalLong.of(costNanos),
                UUID.randomUUID().toString(),
                at,
                UsageEvent.Status.OK,
                1,
                250,
                OptionalLong.empty(),
                Optional.of("u1"),
                Optional.empty(),
                Optional.of("acme-seo"),
                Optional.of("editor"));
    }
}
