package dev.aigw.postgres;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aigw.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class MigrationsIT {
    private static final Migration ONE = Migration.of("V001__one.sql", "create table one (id int);");
    private static final Migration TWO = Migration.of(
            "V002__two.sql", "create table two (id int); select pg_sleep(0.1); insert into two values (1);");

    private Vertx vertx;
    private String url;
    private Postgres postgres;

    @BeforeEach
    void open(Vertx vertx) {
        this.vertx = vertx;
        url = TestPostgres.empty();
        postgres = Postgres.open(vertx, url, 2, Duration.ofSeconds(10));
    }

    @Test
    void makesTheWholeSchemaAndThenNothingMore() throws Exception {
        List<String> pending = new Migrations(postgres).pending().await(10, SECONDS);

        Migrations.Applied first = new Migrations(postgres).apply().await(20, SECONDS);
        Migrations.Applied second = new Migrations(postgres).apply().await(20, SECONDS);

        assertThat(first.files()).isEqualTo(pending).isNotEmpty();
        assertThat(second).isEqualTo(new Migrations.Applied(first.version(), List.of()));
        assertThat(new Migrations(postgres).pending().await(10, SECONDS)).isEmpty();
    }

    @Test
    void listsEveryFileOfTheFolder() {
        File[] files = new File("src/main/resources/db/migration").listFiles((dir, name) -> name.endsWith(".sql"));

        List<Migration> listed = Migration.listed("db/migration");

        assertThat(listed).extracting(Migration::name).containsExactlyInAnyOrder(names(files));
    }

    @Test
    void appliesEachFileOnceWhenManyStartTogether() throws Exception {
        List<Future<Migrations.Applied>> runs = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            Postgres other = Postgres.open(vertx, url, 1, Duration.ofSeconds(10));
            runs.add(new Migrations(other, List.of(ONE, TWO)).apply());
        }
        Future.all(runs).await(20, SECONDS);

        assertThat(runs).flatExtracting(run -> run.result().files()).containsExactlyInAnyOrder(ONE.name(), TWO.name());
        assertThat(count("two")).isEqualTo(1);
    }

    @Test
    void keepsWhatWorkedAndUndoesTheFileThatFailed() throws Exception {
        Migration broken = Migration.of("V002__broken.sql", "create table half (id int); select 1/0;");

        assertThatExceptionOfType(Migrations.Refused.class)
                .isThrownBy(() ->
                        new Migrations(postgres, List.of(ONE, broken)).apply().await(10, SECONDS))
                .withMessageContaining("V002__broken.sql")
                .withMessageContaining("division by zero");
        Migrations.Applied again =
                new Migrations(postgres, List.of(ONE, TWO)).apply().await(10, SECONDS);

        assertThat(again.files()).containsExactly(TWO.name());
        assertThatThrownBy(() -> count("half")).hasMessageContaining("does not exist");
    }

    @Test
    void refusesAnAppliedFileThatChanged() throws Exception {
        new Migrations(postgres, List.of(ONE)).apply().await(10, SECONDS);
        Migration edited = Migration.of(ONE.name(), ONE.sql() + " -- better");

        Future<Migrations.Applied> run = new Migrations(postgres, List.of(edited)).apply();

        assertThatExceptionOfType(Migrations.Refused.class)
                .isThrownBy(() -> run.await(10, SECONDS))
                .withMessageContaining("V001__one.sql")
                .withMessageContaining("must never change");
    }

    @Test
    void refusesADatabaseNewerThanTheProgram() throws Exception {
        new Migrations(postgres, List.of(ONE, TWO)).apply().await(10, SECONDS);

        Future<Migrations.Applied> run = new Migrations(postgres, List.of(ONE)).apply();

        assertThatExceptionOfType(Migrations.Refused.class)
                .isThrownBy(() -> run.await(10, SECONDS))
                .withMessageContaining("V002__two.sql")
                .withMessageContaining("newer aigw");
    }

    @Test
    void saysInPlainWordsWhyItCannotConnect() throws Exception {
        Postgres noDatabase = Postgres.open(vertx, url + "_not", 1, Duration.ofSeconds(5));
        Postgres closedPort = Postgres.open(vertx, "postgres://u:hunter2@127.0.0.1:1/x", 1, Duration.ofSeconds(5));

        assertThat(reason(noDatabase)).contains("createdb test");
        assertThat(reason(closedPort))
                .contains("nothing answers at 127.0.0.1:1")
                .doesNotContain("hunter2");
    }

    private static String reason(Postgres postgres) throws Exception {
        Future<String> reason = postgres.ping().map("it answered").otherwise(postgres::reason);
        return reason.await(5, SECONDS);
    }

    private long count(String table) throws Exception {
        return postgres.pool()
                .query("select count(*) from " + table)
                .execute()
                .await(5, SECONDS)
                .iterator()
                .next()
                .getLong(0);
    }

    private static String[] names(File[] files) {
        return java.util.Arrays.stream(files).map(File::getName).toArray(String[]::new);
    }
}
