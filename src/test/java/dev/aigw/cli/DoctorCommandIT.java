package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.cli.Terminal.Said;
import dev.aigw.testing.TestPostgres;
import dev.aigw.testing.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class DoctorCommandIT {
    private static final String KEY = "sk-doctor-test";

    @TempDir
    private Path directory;

    @Test
    void findsNothingWrong(Vertx vertx) throws Exception {
        Said said = healthy(vertx, 200).type("doctor");

        assertThat(said.code()).as(said.out()).isZero();
        assertThat(said.out())
                .contains("PostgreSQL 18", "clock", "up to date", "answers, and takes the key")
                .doesNotContain("fail", KEY);
    }

    @Test
    void saysThatTheProviderRefusesTheKey(Vertx vertx) throws Exception {
        Said said = healthy(vertx, 401).type("doctor");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out())
                .contains("refuses the key", "Check OPENAI_API_KEY")
                .doesNotContain(KEY);
    }

    @Test
    void asksProvidersAsTheGatewayWould(Vertx vertx) throws Exception {
        Said said = healthy(vertx, 200).type("doctor", "--json");

        assertThat(said.json().getBoolean("ok")).as(said.out()).isTrue();
        assertThat(said.json().getJsonArray("findings")).isNotEmpty();
    }

    @Test
    void tellsOfEachDeadStoreAndProvider() {
        Terminal terminal = Terminal.at(directory, "postgresql://u:hush@127.0.0.1:1/x")
                .with("AIGW_REDIS_URL", "redis://:hush@127.0.0.1:2")
                .with("OPENAI_API_KEY", KEY)
                .with("OPENAI_BASE_URL", "http://127.0.0.1:3/v1");

        Said said = terminal.type("doctor");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out())
                .containsPattern("fail +postgres +nothing answers at 127.0.0.1:1")
                .containsPattern("fail +redis +nothing answers at 127.0.0.1:2")
                .containsPattern("fail +provider openai +nothing answers at http://127.0.0.1:3/v1")
                .doesNotContain("hush", KEY);
    }

    @Test
    void looksAtTheStoresEvenIfTheRestOfTheConfigurationIsWrong() {
        Terminal terminal = Terminal.at(directory, TestPostgres.empty())
                .with("AIGW_REDIS_URL", TestRedis.shared().url())
                .with("AIGW_HTTP_PORT", "many");

        Said said = terminal.type("doctor");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out())
                .contains("http.port: 'many' is not a whole number")
                .containsPattern("ok +redis ")
                .containsPattern("warn +schema +\\d+ migrations are not applied");
    }

    private Terminal healthy(Vertx vertx, int status) throws Exception {
        HttpServer provider = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .setStatusCode(
                                "/v1/models".equals(request.path())
                                                && ("Bearer " + KEY).equals(request.getHeader("authorization"))
                                        ? status
                                        : 418)
                        .end("{}"))
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        return Terminal.at(directory, TestPostgres.migrated())
                .with("AIGW_REDIS_URL", TestRedis.shared().url())
                .with("OPENAI_API_KEY", KEY)
                .with("OPENAI_BASE_URL", "http://127.0.0.1:" + provider.actualPort() + "/v1");
    }
}
