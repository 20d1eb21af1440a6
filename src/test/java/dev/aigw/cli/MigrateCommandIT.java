package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.cli.Terminal.Said;
import dev.aigw.testing.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrateCommandIT {
    @TempDir
    private Path directory;

    @Test
    void appliesWhatIsMissingAndSaysWhat() {
        Terminal terminal = Terminal.at(directory, TestPostgres.empty());

        Said planned = terminal.type("migrate", "--dry-run");
        Said first = terminal.type("migrate", "--json");
        Said second = terminal.type("migrate");

        assertThat(planned.out()).contains("Would apply", "V001__tenant.sql");
        assertThat(first.json().getJsonArray("applied")).contains("V001__tenant.sql");
        assertThat(second.out()).contains("Nothing to apply");
    }

    @Test
    void isNamedWhenACommandNeedsItFirst() {
        Said said = Terminal.at(directory, TestPostgres.empty()).type("tenant", "list");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("aigw migrate");
    }

    @Test
    void endsWith69WhenNothingAnswers() {
        Said said = Terminal.at(directory, "postgresql://u:hush@127.0.0.1:1/x").type("migrate");

        assertThat(said.code()).isEqualTo(69);
        assertThat(said.err()).contains("127.0.0.1:1").doesNotContain("hush").hasLineCount(1);
    }

    @Test
    void endsWith69WhenTheDatabaseIsNotThere() {
        String url = TestPostgres.empty().replaceAll("/[^/]*$", "/nowhere");

        Said said = Terminal.at(directory, url).type("migrate");

        assertThat(said.code()).isEqualTo(69);
        assertThat(said.err()).contains("no database 'nowhere'");
    }
}
