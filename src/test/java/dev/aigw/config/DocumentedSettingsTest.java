package dev.aigw.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.config.ConfigLoader.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds {@code conf/} and the code together: the same settings, with the same defaults. */
class DocumentedSettingsTest {
    private static final Path YAML = Path.of("conf", "aigw.yaml");
    private static final Path ENV = Path.of("conf", "aigw.env.example");

    @Test
    void showsEverySettingAndNoOther() throws IOException {
        Set<String> shown = new TreeSet<>();
        leaves(parse(switchedOn(Files.readString(YAML)))).keySet().forEach(path -> shown.add(anyProvider(path)));

        Set<String> known = ConfigLoader.describe(Mode.SERVE).stream()
                .filter(setting ->
                        !setting.type().equals("secret") || setting.path().startsWith("providers."))
                .map(setting -> anyProvider(setting.path()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(shown).isEqualTo(known);
    }

    @Test
    void showsEverySettingThatIsOnWithItsDefault() throws IOException {
        Map<String, String> shown = leaves(parse(Files.readString(YAML)));

        Map<String, String> standard =
                ConfigLoader.describe(Mode.SERVE, new Sources(Optional.of(YAML), Optional.empty(), Map.of(), Map.of()))
                        .stream()
                        .collect(Collectors.toMap(Setting::path, Setting::standard));
        assertThat(shown)
                .isNotEmpty()
                .allSatisfy((path, text) -> assertThat(text).as(path).isEqualTo(standard.get(path)));
    }

    @Test
    void startsWithTheFileAsItIs() {
        Map<String, String> environment = Map.of(
                "OPENAI_API_KEY", "sk-1",
                "AIGW_POSTGRES_URL", "postgresql://db/aigw",
                "AIGW_REDIS_URL", "redis://cache",
                "AIGW_MASTER_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        Sources with = new Sources(Optional.of(YAML), Optional.empty(), environment, Map.of());
        Sources without = new Sources(Optional.empty(), Optional.empty(), environment, Map.of());

        assertThat(ConfigLoader.load(Mode.SERVE, with)).isEqualTo(ConfigLoader.load(Mode.SERVE, without));
        assertThat(ConfigLoader.load(Mode.DEV, with)).isEqualTo(ConfigLoader.load(Mode.DEV, without));
    }

    @Test
    void namesOnlyKnownVariablesInTheExampleOfAnEnvFile() throws IOException {
        Set<String> known = ConfigLoader.describe(Mode.SERVE).stream()
                .flatMap(setting -> setting.environment().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(List.of("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "AZURE_OPENAI_API_KEY"));
        List<ConfigProblem> problems = new ArrayList<>();

        Map<String, String> shown = EnvFile.parse("example", switchedOn(Files.readString(ENV)), problems);

        assertThat(problems).isEmpty();
        assertThat(shown).isNotEmpty();
        assertThat(known).containsAll(shown.keySet());
    }

    @Test
    void describesEverySetting() {
        assertThat(ConfigLoader.describe(Mode.SERVE)).isNotEmpty().allSatisfy(setting -> {
            assertThat(setting.meaning()).as(setting.path()).isNotBlank();
            assertThat(setting.allowed()).as(setting.path()).isNotBlank();
        });
    }

    /** A "#" with no blank after it hides a setting; with one it begins a comment. */
    private static String switchedOn(String text) {
        return Pattern.compile("(?m)^( *)#(?=\\S)").matcher(text).replaceAll("$1");
    }

    private static String anyProvider(String path) {
        Matcher provider = Pattern.compile("providers\\.[a-z]+\\.(.*)").matcher(path);
        return provider.matches() ? "providers.*." + provider.group(1) : path;
    }

    private static Yaml.Mapping parse(String text) {
        List<ConfigProblem> problems = new ArrayList<>();
        Yaml.Mapping root = Yaml.parse("aigw.yaml", text, problems);
        assertThat(problems).isEmpty();
        return root;
    }

    private static Map<String, String> leaves(Yaml.Mapping root) {
        Map<String, String> leaves = new TreeMap<>();
        collect(root, "", leaves);
        return leaves;
    }

    private static void collect(Yaml.Mapping mapping, String prefix, Map<String, String> leaves) {
        mapping.entries().forEach((key, value) -> {
            switch (value) {
                case Yaml.Mapping group when !group.entries().isEmpty() -> collect(group, prefix + key + ".", leaves);
                case Yaml.Mapping empty -> leaves.put(prefix + key, "{}");
                case Yaml.Sequence sequence ->
                    leaves.put(prefix + key, sequence.items().isEmpty() ? "[]" : "[...]");
                case Yaml.Scalar scalar -> leaves.put(prefix + key, scalar.text());
            }
        });
    }
}
