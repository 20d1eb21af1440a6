package dev.aigw.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    private final List<ConfigProblem> problems = new ArrayList<>();

    @Test
    void keepsTheLines() {
        Yaml.Mapping root = Yaml.parse("a.yaml", "one: 1\ntwo:\n  three: [x]\n", problems);

        assertThat(problems).isEmpty();
        Yaml three = new Yaml.Sequence(List.of(new Yaml.Scalar("x", false, 3)), 3);
        assertThat(root.entries())
                .containsEntry("one", new Yaml.Scalar("1", false, 1))
                .containsEntry("two", new Yaml.Mapping(Map.of("three", three), 3));
    }

    @Test
    void tellsEveryKeyThatIsThereTwice() {
        Yaml.parse("a.yaml", "one: 1\ntwo:\n  x: 1\n  x: 2\none: 2\n", problems);

        assertThat(problems)
                .extracting(ConfigProblem::toString)
                .containsExactlyInAnyOrder(
                        "a.yaml: has the key 'x' twice (line 4)", "a.yaml: has the key 'one' twice (line 5)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n"})
    void takesAnEmptyFileForNoSettings(String text) {
        assertThat(Yaml.parse("a.yaml", text, problems).entries()).isEmpty();
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-secret: [",
                "- sk-secret",
                "sk-secret",
                "a: *sk-secret",
                "a: !!sk-secret b: c",
                "a: &x [*x]",
                "? [a]\n: b",
                "a: 'sk-secret",
                "\tsk-secret: 1",
                "a: \"\\q sk-secret\""
            })
    void refusesWhatIsNoMappingWithoutRepeatingIt(String text) {
        Yaml.parse("a.yaml", text, problems);

        assertThat(problems)
                .isNotEmpty()
                .allSatisfy(problem ->
                        assertThat(problem.toString()).startsWith("a.yaml: ").doesNotContain("sk-secret"));
    }

    @Test
    void survivesABillionLaughs() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        Yaml.parse("a.yaml", text.toString(), problems);

        assertThat(problems).isNotEmpty();
    }
}
