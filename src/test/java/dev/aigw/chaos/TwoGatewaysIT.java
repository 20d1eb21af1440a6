package dev.aigw.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.config.ProviderConfig.Secret;
import dev.aigw.config.RedisConfig;
import dev.aigw.tenant.Tenant;
import dev.aigw.testing.Await;
import dev.aigw.testing.TestPostgres;
import dev.aigw.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
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

/** Whatever is killed or paused under two gateways: calls, rows and dollars agree exactly when all is back. */
@Timeout(120)
class TwoGatewaysIT {
    private static final int SOME = 60;

    @TempDir
    private static Path directory;

    private static TestRedis redis;
    private static TwoGateways gateways;

    private final Provider provider = new Provider();
    private final Map<Tenant, Long> budgets = new LinkedHashMap<>();
    private Traffic traffic;

    @BeforeAll
    static void start() throws IOException {
        redis = TestRedis.start(
                "appendonly yes", "appendfsync no", "dir " + Files.createDirectory(directory.resolve("redis")));
        gateways = TwoGateways.start(directory, RedisConfig.standalone(new Secret(redis.url())));
    }

    @AfterAll
    static void stop() throws IOException {
        gateways.close();
        redis.stop();
    }

    @BeforeEach
    void begin() {
        gateways.upstream().reset();
        gateways.upstream().openai().always(provider);
        for (long calls : new long[] {1_000_000, 10, 30, 100}) {
            long budget = calls * Provider.PRICE;
            budgets.put(gateways.tenant(budget), budget);
        }
        traffic = Traffic.begin(gateways, tenants());
        traffic.await("answers", SOME, Call.Try::isOk);
        Await.until("calls under way at both gateways", () -> provider.held() == Provider.HOLDS);
    }

    /**
     * Money is compared for the tenant that calls all the time. Of a quiet one Redis may be corrected before the dead one's last
     * rows are in the ledger, and is looked at again only ten minutes later.
     */
    @Test
    void agreeWhenAGatewayIsKilledAndStartedAgain() throws Exception {
        String killed = gateways.url(0);
        gateways.kill(0);
        traffic.await("answers of the other", SOME, Call.Try::isOk);
        gateways.startAgain(0);
        provider.goOn();
        traffic.await("answers", SOME, Call.Try::isOk);
        traffic.end();

        Books books = books();
        books.awaitAgreement(false, List.of(tenants().getFirst()));
        books.check(budgets, false, Optional.of(killed));
        assertThat(books.unknown()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void agreeWhenRedisIsKilledAndComesBackWithItsData() throws Exception {
        redis.kill();
        traffic.await("answers without redis", SOME, Call.Try::degraded);
        redis.startAgain();
        provider.goOn();
        traffic.await("answers by redis", SOME, one -> one.isOk() && !one.degraded());
        traffic.end();

        agreeExactly();
    }

    @Test
    void agreeWhenRedisHangsForLongerThanALease() throws Exception {
        long began = System.nanoTime();
        redis.freeze();
        try {
            traffic.await("answers without redis", SOME, Call.Try::degraded);
            traffic.await(
                    "answers after the end of a lease",
                    SOME,
                    one -> System.nanoTime() - began > TwoGateways.LEASE.toNanos() && one.degraded());
        } finally {
            redis.thaw();
        }
        provider.goOn();
        traffic.await("answers by redis", SOME, one -> one.isOk() && !one.degraded());
        traffic.end();

        agreeExactly();
    }

    @Test
    void agreeWhenPostgresHangsAndIsKilled() throws Exception {
        List<Integer> backends = gateways.backends();
        backends.forEach(TestPostgres::freeze);
        try {
            traffic.await("answers without postgres", SOME, Call.Try::isOk);
        } finally {
            backends.forEach(TestPostgres::thaw);
        }
        TestPostgres.takeAway(gateways.postgresUrl());
        try {
            traffic.await("answers without postgres", SOME, Call.Try::isOk);
        } finally {
            TestPostgres.bringBack(gateways.postgresUrl());
        }
        provider.goOn();
        traffic.await("answers", SOME, Call.Try::isOk);
        traffic.end();

        agreeExactly();
    }

    /** Request ids are forgotten with all else. */
    @Test
    void agreeWhenRedisIsKilledAndComesBackKnowingNothing() throws Exception {
        loseAllThatRedisKnew();

        Books books = books();
        books.awaitAgreement(true, tenants());
        books.check(budgets, true, Optional.empty());
    }

    private void loseAllThatRedisKnew() throws Exception {
        redis.kill();
        traffic.await("answers without redis", SOME, Call.Try::degraded);
        Files.delete(directory.resolve("redis").resolve("appendonly.aof"));
        redis.startAgain();
        provider.goOn();
        traffic.await("answers by redis", SOME, one -> one.isOk() && !one.degraded());
        traffic.end();
    }

    private void agreeExactly() {
        Books books = books();
        books.awaitAgreement(true, tenants());
        books.check(budgets, false, Optional.empty());
        books.assertNothingWasCorrected();
    }

    private List<Tenant> tenants() {
        return List.copyOf(budgets.keySet());
    }

    private Books books() {
        return new Books(gateways, tenants(), traffic.calls(), provider, redis::command);
    }
}
