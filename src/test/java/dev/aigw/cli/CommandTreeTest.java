package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.cli.Terminal.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandTreeTest {
    @TempDir
    private Path directory;

    private Terminal terminal;

    @BeforeEach
    void sitDown() {
        terminal = new Terminal(directory);
    }

    @Test
    void everyCommandHasAHelpPageThatSaysWhatItDoesAndEndsWith() {
        for (List<String> path : paths(CommandTree.of(Surroundings.ofProcess()), List.of())) {
            List<String> asked = new ArrayList<>(path);
            asked.add("--help");

            Said said = terminal.type(asked.toArray(String[]::new));

            assertThat(said.code()).as("%s", path).isZero();
            assertThat(said.err()).as("%s", path).isEmpty();
            assertThat(said.out())
                    .as("%s", path)
                    .startsWith("Usage: aigw")
                    .contains("Exit codes:", "--json", "--config")
                    .containsPattern("\n\n[A-Z][^\n]{10,}\\.");
        }
    }

    @Test
    void takesTheOptionsOfEveryCommandBeforeAndBehindItsName() {
        assertThat(terminal.type("--json", "version").json().containsKey("version"))
                .isTrue();
        assertThat(terminal.type("version", "--json").json().containsKey("version"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tenat list",
                "tenant",
                "tenant list --jsn",
                "tenant create",
                "tenant create a b",
                "tenant create a --rpm many",
                "tenant create a --max-token-ttl soon",
                "tenant create a --budget-day much",
                "tenant create a --budget-day NaN",
                "tenant create a --tpm NaN",
                "tenant create a --concurrent 1.5",
                "tenant create a --price-factor cheap",
                "tenant create a --unknown-price free",
                "tenant limit",
                "tenant limit set a user",
                "tenant limit set a planet earth --rpm 1",
                "tenant rotate-secret a --grace 1y",
                "token issue a --ttl 0s",
                "token issue a --max-tokens 0",
                "token issue a --user ''",
                "key create a --expires tomorrow",
                "usage --by colour",
                "usage --from 2026-02-30",
                "usage --from 2026-02-02 --to 2026-02-01",
                "usage --csv --json",
                "health --url ::"
            })
    void endsWith2WhenTheCommandLineIsWrong(String line) {
        String[] arguments =
                line.isEmpty() ? new String[0] : line.replace("''", " ").split(" (?! )");

        Said said = terminal.type(arguments);

        assertThat(said.code()).as(said.err()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).contains("aigw: ").doesNotContain("\tat ");
    }

    @Test
    void suggestsWhatWasMeant() {
        Said said = terminal.type("tenant", "lst");

        assertThat(said.err()).contains("Did you mean: tenant list?");
    }

    @Test
    void explainsWhereTheDatabaseIsLookedFor() {
        Said said = terminal.type("tenant", "list");

        assertThat(said.code()).isEqualTo(69);
        assertThat(said.err())
                .contains("scripts/run", "--data", "AIGW_POSTGRES_URL", "AIGW_MASTER_KEY")
                .hasLineCount(1);
    }

    @Test
    void endsWith78WhenTheConfigurationIsWrongAndNamesAllOfIt() {
        terminal.with("AIGW_POSTGRES_URL", "mysql://secret-host/x").with("AIGW_MASTER_KEY", "short");

        Said said = terminal.type("serve");

        assertThat(said.code()).isEqualTo(78);
        assertThat(said.err())
                .contains("stores.postgres-url", "stores.redis-url", "stores.master-key", "providers: none")
                .doesNotContain("secret-host", "short");
    }

    @Test
    void showsTheTraceToThoseWhoAskForIt() {
        Said said = terminal.type("tenant", "list", "--verbose");

        assertThat(said.err()).contains("\tat dev.aigw.cli.");
    }

    @Test
    void showsSettingsWithTheirSourceAndCredentialsAsDots() throws IOException {
        Files.writeString(directory.resolve("aigw.yaml"), "http:\n  port: 8181\n");
        terminal.with("OPENAI_API_KEY", "sk-very-secret").with("AIGW_POSTGRES_URL", "postgresql://u:hush@db/x");

        Said said = terminal.type("config");

        assertThat(said.code()).isZero();
        assertThat(said.out())
                .containsPattern("http\\.port +8181 +aigw\\.yaml, line 2")
                .containsPattern("providers\\.openai\\.api-key +… +environment variable OPENAI_API_KEY")
                .containsPattern("stores\\.postgres-url +… +environment variable AIGW_POSTGRES_URL")
                .containsPattern("http\\.max-body +10MiB +default")
                .doesNotContain("sk-very-secret", "hush");
    }

    @Test
    void explainsEverySetting() {
        Said said = terminal.type("config", "--keys");

        assertThat(said.out()).contains("log.access  (stdout)", "environment: AIGW_LOG_ACCESS", "allowed: 0 to 65535");
    }

    private static List<List<String>> paths(CommandLine command, List<String> path) {
        List<List<String>> all = new ArrayList<>(List.of(path));
        command.getSubcommands().forEach((name, child) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            all.addAll(paths(child, longer));
        });
        return all;
    }
}
