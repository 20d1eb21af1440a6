package dev.aigw.chaos;

import dev.aigw.tenant.Tenant;
import dev.aigw.testing.Await;
import dev.aigw.testing.TestRedis;
import dev.aigw.testing.TestRedisCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A master of a cluster is killed or hangs under two gateways: calls, rows and dollars agree exactly when it is back. */
@Timeout(120)
class ClusterIT {
    private static final int SOME = 60;

    @TempDir
    private static Path directory;

    private static TestRedisCluster cluster;
    private static TwoGateways gateways;

    private final Provider provider = new Provider();
    private final Map<Tenant, Long> budgets = new LinkedHashMap<>();
    private Traffic traffic;

    @BeforeAll
    static void start() throws IOException {
        cluster = TestRedisCluster.start(3, "appendonly yes", "appendfsync no");
        gateways = TwoGateways.start(directory, cluster.config());
    }

    @AfterAll
    static void stop() throws IOException {
        gateways.close();
        cluster.close();
    }

    @BeforeEach
    void begin() {
        gateways.upstream().reset();
        gateways.upstream().openai().always(provider);
        for (long calls : new long[] {1_000_000, 10, 30, 100}) {
            long budget = calls * Provider.PRICE;
            budgets.put(gateways.tenant(budget), budget);
        }
        traffic = Traffic.begin(gateways, List.copyOf(budgets.keySet()));
        traffic.await("answers", SOME, Call.Try::isOk);
        Await.until("calls under way at both gateways", () -> provider.held() == Provider.HOLDS);
    }

    @Test
    void agreesWhenAMasterIsKilledAndComesBackWithItsData() throws Exception {
        TestRedis master = masterOfMost();
        master.kill();
        traffic.await("answers without the master", SOME, Call.Try::degraded);
        master.startAgain();
        cluster.awaitWhole();

        agreesWhenItIsBack();
    }

    @Test
    void agreesWhenAMasterHangs() throws Exception {
        TestRedis master = masterOfMost();
        master.freeze();
        try {
            traffic.await("answers without the master", SOME, Call.Try::degraded);
        } finally {
            master.thaw();
        }

        agreesWhenItIsBack();
    }

    private void agreesWhenItIsBack() throws Exception {
        provider.goOn();
        traffic.await("answers by redis", SOME, one -> one.isOk() && !one.degraded());
        traffic.end();

        List<Tenant> tenants = List.copyOf(budgets.keySet());
        Books books = new Books(
                gateways,
                tenants,
                traffic.calls(),
                provider,
                words -> cluster.masterOf(words[1]).command(words));
        books.awaitAgreement(true, tenants);
        books.check(budgets, false, Optional.empty());
        books.assertNothingWasCorrected();
    }

    /** Of the tenant that makes most of the calls. */
    private TestRedis masterOfMost() {
        Tenant first = budgets.keySet().iterator().next();
        return cluster.masterOf("aigw:{" + first.id() + "}:open");
    }
}
