package dev.aigw.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectCodeTest {
    @Test
    void saysWhereAndWithWhat() {
        String text =
                ConnectCode.ofSecret("https://aigw.example", "blog", "s3cret").text();

        assertThat(text).startsWith("aigw1_").matches("aigw1_[A-Za-z0-9_-]+_[0-9a-f]{8}");
        String body = text.substring(6, text.length() - 9);
        assertThat(new JsonObject(new String(Base64.getUrlDecoder().decode(body), StandardCharsets.UTF_8)))
                .isEqualTo(new JsonObject()
                        .put("url", "https://aigw.example")
                        .put("tenant", "blog")
                        .put("secret", "s3cret"));
    }

    @Test
    void isTheSameWhereverItIsMade() {
        assertThat(ConnectCode.ofKey("http://127.0.0.1:8080", "aigw_sk_x").text())
                .startsWith("aigw1_eyJ1cmwiOiJodHRwOi8vMTI3LjAuMC4xOjgwODAiLCJrZXkiOiJhaWd3X3NrX3gifQ_");
    }

    @Test
    void showsNoCredentialInLogs() {
        assertThat(ConnectCode.ofKey("https://aigw.example", "aigw_sk_x").toString())
                .doesNotContain("aigw_sk_x");
    }

    @Test
    void takesAnAddressWithoutTheSlashAtItsEnd() {
        assertThat(ConnectCode.url("https://aigw.example/")).isEqualTo("https://aigw.example");
        assertThat(ConnectCode.url("https://example.org/aigw/")).isEqualTo("https://example.org/aigw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "aigw.example",
                "ftp://x",
                "https://",
                "https://u@x",
                "https://x?y",
                "https://x#y",
                "https://x y"
            })
    void refusesWhatIsNoAddress(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> ConnectCode.url(url));
    }
}
