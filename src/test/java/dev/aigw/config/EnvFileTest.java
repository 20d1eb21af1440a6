package dev.aigw.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvFileTest {
    private final List<ConfigProblem> problems = new ArrayList<>();

    @Test
    void readsNamesAndValues() {
        String text = """
                # a comment
                PLAIN=value
                export EXPORTED=yes
                  SPACED = with blanks inside   # and a comment
                HASH=a#b
                DOUBLE="quoted # text "  # comment
                SINGLE='$not "expanded"'
                EMPTY=
                EQUALS=a=b==

                """;

        Map<String, String> values = EnvFile.parse("aigw.env", text, problems);

        assertThat(problems).isEmpty();
        assertThat(values)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "PLAIN", "value",
                        "EXPORTED", "yes",
                        "SPACED", "with blanks inside",
                        "HASH", "a#b",
                        "DOUBLE", "quoted # text ",
                        "SINGLE", "$not \"expanded\"",
                        "EMPTY", "",
                        "EQUALS", "a=b=="));
    }

    @Test
    void tellsLinesThatAreWrongWithoutTheirText() {
        EnvFile.parse("aigw.env", "sk-secret\nA=1\nB C=2\nA=sk-secret\n", problems);

        assertThat(problems)
                .extracting(ConfigProblem::toString)
                .containsExactly(
                        "aigw.env: has a line that sets nothing; allowed: NAME=value (line 1)",
                        "aigw.env: has a line that sets nothing; allowed: NAME=value (line 3)",
                        "aigw.env: sets A twice (line 4)");
    }
}
