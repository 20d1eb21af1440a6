package dev.aigw.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.config.ProviderConfig.Kind;
import dev.aigw.config.RoutingConfig;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.testing.Await;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceVerticleTest {

    @Test
    void looksAgainAndAgain(@TempDir Path dir) throws Exception {
        Path table = Files.writeString(dir.resolve("own.csv"), "provider,model,input,output\nlocal,llama,1,1\n");
        RoutingConfig routing = new RoutingConfig("local", false, Map.of(), 3, Optional.of(table));
        PriceWatch watch = new PriceWatch(
                routing, List.of(Fixtures.provider("local", Kind.OPENAI_COMPATIBLE, "llama")), Optional.empty());
        Router first = watch.routers().current();
        Vertx vertx = Vertx.vertx();
        try {
            vertx.deployVerticle(
                            new PriceVerticle(watch, Duration.ofMillis(5)),
                            new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                    .await();

            Files.writeString(table, "provider,model,input,output\nlocal,llama,22,22\n");

            Await.until("the new prices", () -> watch.routers().current() != first);
            Model model = ((Candidates.Found) watch.routers()
                            .current()
                            .candidates(Wanted.of(Optional.empty(), Optional.empty()), List.of()))
                    .first()
                    .model();
            assertThat(model.costNanos(new TokenUsage(1, 0, 0, 0, 0))).hasValue(22_000);
        } finally {
            vertx.close().await();
        }
    }
}
