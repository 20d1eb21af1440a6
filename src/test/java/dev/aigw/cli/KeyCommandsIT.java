package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.cli.Terminal.Said;
import dev.aigw.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyCommandsIT {
    @TempDir
    private Path directory;

    private Terminal terminal;

    @BeforeEach
    void sitDown() {
        terminal = Terminal.at(directory, TestPostgres.migrated());
        terminal.type("tenant", "create", "site");
    }

    @Test
    void showsAKeyOnceAndThenOnlyHowItBegins() {
        Said created = terminal.type("key", "create", "site", "--name", "ci", "--expires", "90d", "--json");

        String key = created.json().getString("key");
        assertThat(key).startsWith(created.json().getString("prefix")).hasSizeGreaterThan(40);
        Said listed = terminal.type("key", "list", "site");
        assertThat(listed.out())
                .doesNotContain(key)
                .containsPattern("1  " + created.json().getString("prefix") + " +ci +usable +20");
    }

    @Test
    void revokesByNumber() {
        long id = terminal.type("key", "create", "site", "--json").json().getLong("id");

        Said revoked = terminal.type("key", "revoke", Long.toString(id));

        assertThat(revoked.code()).as(revoked.err()).isZero();
        assertThat(terminal.type("key", "list", "site").out()).contains("revoked");
    }

    @Test
    void revokesByItsBeginning() {
        String prefix = terminal.type("key", "create", "site", "--json").json().getString("prefix");
        terminal.type("key", "create", "site");

        Said revoked = terminal.type("key", "revoke", prefix, "--json");

        assertThat(revoked.json().getString("state")).isEqualTo("revoked");
        assertThat(revoked.json().getString("prefix")).isEqualTo(prefix);
    }

    @Test
    void revokesAKeyThatWasPastedWhole() {
        String key = terminal.type("key", "create", "site", "--json").json().getString("key");

        assertThat(terminal.type("key", "revoke", key).code()).isZero();
        assertThat(terminal.type("key", "revoke", key + "x").code()).isEqualTo(1);
    }

    @Test
    void endsAKeyAtTheBeginningOfADay() {
        Said created = terminal.type("key", "create", "site", "--expires", "2099-06-30", "--json");

        assertThat(created.json().getString("expires_at")).isEqualTo("2099-06-30T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "create nobody, 1, no tenant 'nobody'",
        "create site --expires 2020-01-01, 2, --expires:",
        "create site --expires 1y, 2, --expires:",
        "list nobody, 1, no tenant 'nobody'",
        "revoke 999, 1, no API key with the id 999",
        "revoke aigw_sk_nobody, 1, No API key begins",
        "revoke nobody, 2, KEY:"
    })
    void saysInOneSentenceWhatIsWrong(String line, int code, String words) {
        Said said = terminal.type(("key " + line).split(" "));

        assertThat(said.code()).as(said.err()).isEqualTo(code);
        assertThat(said.err()).startsWith("aigw: ").contains(words).hasLineCount(1);
    }
}
