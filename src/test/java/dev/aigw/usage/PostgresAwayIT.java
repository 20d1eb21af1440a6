package dev.aigw.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.LogsErrors;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestPostgres;
import dev.aigw.testing.TestTenant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Callers notice nothing of a database that is away, and no row is missing afterwards. */
@GatewayTest(alone = "postgres goes away")
class PostgresAwayIT {
    private static final int CALLERS = 8;
    private static final int BEFORE = 200;
    private static final int MEANWHILE = 3_000;
    private static final String BODY =
            "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final TestGateway gateway;

    PostgresAwayIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @Test
    @LogsErrors
    void everyCallDuringAnOutageOfPostgresIsARowAfterIt() throws Exception {
        TestTenant tenant = gateway.tenant();
        String token = tenant.token();
        String url = gateway.config().stores().postgresUrl().value();
        AtomicLong answered = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();

        List<CompletableFuture<Void>> callers;
        long before;
        long meanwhile;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            callers = IntStream.range(0, CALLERS)
                    .mapToObj(caller -> CompletableFuture.runAsync(() -> call(token, answered, over), threads))
                    .toList();
            try {
                Await.until("calls before", () -> answered.get() >= BEFORE);
                TestPostgres.takeAway(url);
                before = answered.get();
                Await.until("calls meanwhile", Duration.ofSeconds(30), () -> answered.get() >= before + MEANWHILE);
                meanwhile = answered.get() - before;
            } finally {
                TestPostgres.bringBack(url);
                over.set(true);
            }
        }
        callers.forEach(CompletableFuture::join);

        Await.until("all rows", Duration.ofSeconds(20), () -> gateway.countRows(tenant) >= answered.get());
        assertThat(meanwhile).isGreaterThanOrEqualTo(MEANWHILE);
        assertThat(gateway.countRows(tenant)).isEqualTo(answered.get());
        assertThat(gateway.upstream().openai().count()).isEqualTo(answered.get());
    }

    private void call(String token, AtomicLong answered, AtomicBoolean over) {
        while (!over.get()) {
            assertThat(gateway.client().chat(token, BODY).status()).isEqualTo(200);
            answered.incrementAndGet();
        }
    }
}
