package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.cli.Terminal.Said;
import dev.aigw.tenant.ConnectCode;
import dev.aigw.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectCodeCommandIT {
    @TempDir
    private Path directory;

    private Terminal terminal;
    private String secret = "";

    @BeforeEach
    void sitDown() {
        terminal = Terminal.at(directory, TestPostgres.migrated());
        secret = terminal.type("tenant", "create", "site", "--json").json().getString("secret");
    }

    @Test
    void saysThePublicUrlOfTheConfiguration() throws Exception {
        Path config = directory.resolve("own.yaml");
        Files.writeString(config, "http:\n  public-url: https://aigw.example.org/\n");

        Said said = terminal.type("connect-code", "site", "--config", config.toString());
        Said other = terminal.with("AIGW_HTTP_PUBLIC_URL", "https://other.example.org")
                .type("connect-code", "site");

        assertThat(said.out().strip())
                .as(said.err())
                .isEqualTo(ConnectCode.ofSecret("https://aigw.example.org", "site", secret)
                        .text());
        assertThat(other.out().strip())
                .isEqualTo(ConnectCode.ofSecret("https://other.example.org", "site", secret)
                        .text());
    }

    @Test
    void letsTheCommandLineHold() {
        Said said = terminal.with("AIGW_HTTP_PUBLIC_URL", "https://other.example.org")
                .type("connect-code", "site", "--url", "https://this.example.org", "--json");

        assertThat(said.json().getString("url")).isEqualTo("https://this.example.org");
    }

    @Test
    void saysHowToSayWhere() {
        Said nowhere = terminal.type("connect-code", "site");
        Said wrong = terminal.type("connect-code", "site", "--url", "ftp://x");
        Said misconfigured =
                terminal.with("AIGW_HTTP_PUBLIC_URL", "aigw.example.org").type("connect-code", "site");

        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("--url", "http.public-url").hasLineCount(1);
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--url: 'ftp://x'");
        assertThat(misconfigured.code()).isNotZero();
        assertThat(misconfigured.err()).contains("http.public-url");
    }
}
