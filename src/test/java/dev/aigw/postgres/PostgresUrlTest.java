package dev.aigw.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {

    @Test
    void readsEveryPart() {
        PgConnectOptions options = PostgresUrl.parse(
                "postgresql://ai%40gw:p%2Fw%3A+$@db_1.example:6543/ledger?sslmode=require&search_path=ai");

        assertThat(options.getUser()).isEqualTo("ai@gw");
        assertThat(options.getPassword()).isEqualTo("p/w:+$");
        assertThat(options.getHost()).isEqualTo("db_1.example");
        assertThat(options.getPort()).isEqualTo(6543);
        assertThat(options.getDatabase()).isEqualTo("ledger");
        assertThat(options.getSslMode()).isEqualTo(SslMode.REQUIRE);
        assertThat(options.getProperties()).containsEntry("search_path", "ai");
    }

    @Test
    void fillsInWhatIsAbsentAsLibpqDoes() {
        PgConnectOptions options = PostgresUrl.parse("postgres://gateway@[::1]");

        assertThat(options.getHost()).isEqualTo("::1");
        assertThat(options.getPort()).isEqualTo(5432);
        assertThat(options.getDatabase()).isEqualTo("gateway");
        assertThat(options.getSslMode()).isEqualTo(SslMode.PREFER);
    }

    @Test
    void checksTheHostNameOnlyWhenAskedTo() {
        PgConnectOptions options = PostgresUrl.parse("postgres://u:p@db/x?sslmode=verify-full");

        assertThat(options.getSslOptions().isTrustAll()).isFalse();
        assertThat(options.getSslOptions().getHostnameVerificationAlgorithm()).isEqualTo("HTTPS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://u:hunter2@h/d",
                "postgres://u:hunter2@h:99999/d",
                "postgres://u:hunter2@h:x/d",
                "postgres://u:hunter2%zz@h/d",
                "postgres://u:hunter2@h/d?sslmode=maybe",
                "postgres://u:hunter2@h/d?colour=red",
                "postgres://u:hunter2@/d",
                ""
            })
    void refusesWhatItCannotReadWithoutRepeatingThePassword(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PostgresUrl.parse(url))
                .withMessageContaining("Postgres URL")
                .withMessageNotContaining("hunter2");
    }
}
