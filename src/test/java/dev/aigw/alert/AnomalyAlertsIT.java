package dev.aigw.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.alert.Alerts.Alert;
import dev.aigw.alert.Alerts.Anomaly;
import dev.aigw.postgres.Postgres;
import dev.aigw.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class AnomalyAlertsIT {
    private static final long FLOOR = 1_000_000_000;

    private Spender spender;
    private AlertRound round;
    private long shop;

    @BeforeEach
    void open(Vertx vertx) throws Exception {
        Postgres postgres = Postgres.open(vertx, TestPostgres.migrated(), 4, Duration.ofSeconds(10));
        spender = new Spender(postgres);
        round = new AlertRound(postgres, FLOOR, 1_000);
        shop = spender.tenant("shop", "", "");
    }

    @Test
    void tellsOfAnHourFarAboveTheUsualOnceADay() throws Exception {
        history(shop, 100, "0.50");

        spender.spend(shop, 1.40, "ann", "search");
        List<Alert> usual = look();
        spender.spend(shop, 5, "ann", "search");
        List<Alert> unusual = look();
        spender.spend(shop, 50, "ann", "search");
        List<Alert> again = look();

        assertThat(usual).isEmpty();
        assertThat(unusual).singleElement().isInstanceOfSatisfying(Anomaly.class, anomaly -> {
            assertThat(anomaly.tenant()).isEqualTo("shop");
            assertThat(anomaly.costNanos()).isEqualTo(6_400_000_000L);
            assertThat(anomaly.usualNanos()).isEqualTo(500_000_000);
            assertThat(anomaly.thresholdNanos()).isEqualTo(1_500_000_000);
        });
        assertThat(again).isEmpty();
        assertThat(spender.strings("select action || ' ' || (detail->>'usual_usd') from audit_log"))
                .containsExactly("usage.anomaly 0.5");
    }

    @Test
    void isSilentOnAQuietSitesFirstCall() throws Exception {
        spender.spend(shop, 500, "ann", "search");

        assertThat(look()).isEmpty();
    }

    @Test
    void isSilentUntilItHasSeenADayWithSomeUse() throws Exception {
        history(shop, 23, "0.50");
        long blog = spender.tenant("blog", "", "");
        history(blog, 11, "0.50");
        spender.execute(
                "insert into usage_hour values (" + blog + ", date_trunc('hour', now()) - interval '150 hours', 1, 0)");

        spender.spend(shop, 500, "ann", "search");
        spender.spend(blog, 500, "ann", "search");

        assertThat(look()).isEmpty();
    }

    @Test
    void isNotMisledByTheHoursInWhichASiteSleeps() throws Exception {
        history(shop, 168, "0.50");
        spender.execute(
                "delete from usage_hour where extract(hour from hour at time zone 'UTC') < 6 and tenant_id = " + shop);

        spender.spend(shop, 1.40, "ann", "search");
        assertThat(look()).isEmpty();

        spender.spend(shop, 50, "ann", "search");
        assertThat(look()).hasSize(1);
    }

    @Test
    void isSilentBelowTheFloorHoweverUnusual() throws Exception {
        history(shop, 100, "0.000001");

        spender.spend(shop, 0.99, "ann", "search");
        assertThat(look()).isEmpty();

        spender.spend(shop, 0.01, "ann", "search");
        assertThat(look()).hasSize(1);
    }

    @Test
    void looksBackSevenDaysOnly() throws Exception {
        spender.execute("insert into usage_hour select " + shop
                + ", date_trunc('hour', now()) - make_interval(hours => i), 1, 40 from generate_series(170, 400) i");
        history(shop, 165, "0.50");

        spender.spend(shop, 10, "ann", "search");

        assertThat(look()).hasSize(1);
    }

    /** So many hours up to the one before the last, each of this cost. */
    private void history(long tenant, int hours, String dollars) throws Exception {
        spender.execute("insert into usage_hour select " + tenant
                + ", date_trunc('hour', now()) - make_interval(hours => i), 1, " + dollars + " from generate_series(1, "
                + hours + ") i");
    }

    private List<Alert> look() throws Exception {
        return Spender.await(round.look()).alerts();
    }
}
