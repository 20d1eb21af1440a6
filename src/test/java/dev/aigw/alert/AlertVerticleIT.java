package dev.aigw.alert;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.alert.Alerts.Alert;
import dev.aigw.bus.Bus;
import dev.aigw.config.AlertConfig;
import dev.aigw.postgres.Postgres;
import dev.aigw.testing.CapturedLog;
import dev.aigw.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class AlertVerticleIT {
    private final BlockingQueue<Alert> raised = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private Bus bus;
    private String url;
    private Postgres postgres;
    private Spender spender;

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        bus = Bus.install(vertx);
        url = TestPostgres.migrated();
        postgres = Postgres.open(vertx, url, 2, Duration.ofSeconds(5));
        spender = new Spender(postgres);
        bus.listen(Alerts.RAISED, raised::add);
    }

    @AfterEach
    void undeploy() throws Exception {
        Spender.await(
                Future.all(vertx.deploymentIDs().stream().map(vertx::undeploy).toList()));
    }

    @Test
    void tellsInTheLogAndOverTheBus() throws Exception {
        long shop = spender.tenant("told", "", "");
        spender.execute("insert into tenant_limit (tenant_id, scope, name, budget_month_usd) values (" + shop
                + ", 'user', '*', 10)");
        deploy();

        spender.spend(shop, 5, "a \"b\"\nc", "search");
        Alert alert = raised.poll(10, SECONDS);

        assertThat(alert).isNotNull();
        assertThat(alert.tenant()).isEqualTo("told");
        assertThat(CapturedLog.ofThisJvm().text())
                .contains(
                        "WARN dev.aigw.alert.AlertVerticle budget reached tenant=told scope=user name=\"a \\\"b\\\"\\nc\""
                                + " period=month percent=50 budget_usd=10 spent_usd=5 ");
    }

    @Test
    void tellsWhatWasSpentWhileNobodyLooked() throws Exception {
        long shop = spender.tenant("shop", ", budget_total_usd", ", 10");
        spender.spend(shop, 5, "ann", "search");

        deploy();

        assertThat(raised.poll(10, SECONDS)).isNotNull();
    }

    @Test
    void goesOnWhenPostgresIsBack() throws Exception {
        long shop = spender.tenant("shop", ", budget_total_usd", ", 10");
        CapturedLog.ofThisJvm();
        deploy();

        TestPostgres.takeAway(url);
        dev.aigw.testing.Await.until(
                "it notices", () -> CapturedLog.ofThisJvm().text().contains("alerts not looked for"));
        TestPostgres.bringBack(url);
        spender.spend(shop, 5, "ann", "search");

        assertThat(raised.poll(10, SECONDS)).isNotNull();
    }

    private void deploy() throws Exception {
        Spender.await(vertx.deployVerticle(
                new AlertVerticle(bus, postgres, new AlertConfig(1_000_000_000), Duration.ofMillis(20))));
    }
}
