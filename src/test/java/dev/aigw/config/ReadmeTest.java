package dev.aigw.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.aigw.config.ConfigLoader.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the pages and the tree together: the settings that the README tells, and every file that a page names. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern BETWEEN_MARKERS =
            Pattern.compile("(?s)<!-- settings:[^>]*-->\n(.*?)<!-- end of settings -->");
    private static final Pattern PROVIDER = Pattern.compile("providers\\.([a-z]+)\\.(.*)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]+`");
    private static final Pattern FILE = Pattern.compile("(?<![\\w./-])(?:scripts|src|\\.ci)/[\\w./-]*\\w");
    private static final Pattern CONFIGURATION = Pattern.compile("(?<![\\w./-])conf/[\\w./-]*\\w");
    private static final Pattern TYPE = Pattern.compile("`((?:[a-z]+/)+[A-Z]\\w+)`");
    private static final Pattern RESOURCE = Pattern.compile("`(resources/[\\w./-]+)`");

    @Test
    void showsEverySettingAsTheCodeHasIt() throws IOException {
        String table = table(ConfigLoader.describe(Mode.SERVE));

        Matcher shown = BETWEEN_MARKERS.matcher(Files.readString(README));

        if (!shown.find() || !shown.group(1).strip().equals(table.strip())) {
            fail("README.md shows other settings than the code has. Paste this between the two markers:\n\n" + table);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CHANGELOG.md"})
    void linksOnlyToWhatIsThere(String page) throws IOException {
        Set<String> missing = new TreeSet<>();
        for (String target : found(LINK, withoutCode(Files.readString(Path.of(page))))) {
            if (!leadsSomewhere(page, target)) {
                missing.add(target);
            }
        }

        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CHANGELOG.md"})
    void namesOnlyFilesThatAreThere(String page) throws IOException {
        String text = Files.readString(Path.of(page));

        Stream<String> files = Stream.concat(found(FILE, text).stream(), found(CONFIGURATION, text).stream());
        Stream<String> types = found(TYPE, text).stream().map(name -> "src/main/java/dev/aigw/" + name + ".java");
        Stream<String> resources = found(RESOURCE, text).stream().map(name -> "src/main/" + name);

        assertThat(Stream.of(files, types, resources).flatMap(names -> names))
                .allSatisfy(name -> assertThat(Path.of(name)).exists());
    }

    /** As Markdown, section by section; the settings that every provider has stand there once. */
    private static String table(List<Setting> settings) {
        Map<String, List<Setting>> byPath = settings.stream()
                .collect(Collectors.groupingBy(ReadmeTest::shownPath, LinkedHashMap::new, Collectors.toList()));
        Map<String, StringBuilder> sections = new LinkedHashMap<>();
        byPath.forEach((path, same) -> sections.computeIfAbsent(section(path), name -> new StringBuilder())
                .append(row(same)));
        return "| setting | default | allowed | what it is |\n|---|---|---|---|\n" + String.join("", sections.values());
    }

    private static String row(List<Setting> same) {
        Setting first = same.getFirst();
        String path = same.size() == 1 ? first.path() : shownPath(first);
        String meaning = first.meaning() + otherNames(same);
        return "| " + String.join(" | ", code(path), standard(same), first.allowed(), plain(meaning)) + " |\n";
    }

    private static String section(String path) {
        return path.replaceFirst("\\..*", "");
    }

    private static String shownPath(Setting setting) {
        Matcher provider = PROVIDER.matcher(setting.path());
        return provider.matches() ? "providers.NAME." + provider.group(2) : setting.path();
    }

    /** One value where all agree, else whose is which. */
    private static String standard(List<Setting> same) {
        if (same.stream().map(Setting::standard).distinct().count() == 1) {
            String standard = same.getFirst().standard();
            return standard.contains(" ") ? standard : code(standard);
        }
        return same.stream()
                .filter(setting -> !setting.standard().isEmpty())
                .map(setting -> provider(setting) + ": " + code(setting.standard()))
                .collect(Collectors.joining(", "));
    }

    /** Variables that do not follow from the path. */
    private static String otherNames(List<Setting> same) {
        String names = same.stream()
                .flatMap(setting -> setting.environment().stream().filter(name -> !name.equals(ruled(setting))))
                .filter(name -> !name.endsWith("_FILE"))
                .map(ReadmeTest::code)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "; " + names;
    }

    private static String ruled(Setting setting) {
        return "AIGW_" + setting.path().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    private static String provider(Setting setting) {
        Matcher provider = PROVIDER.matcher(setting.path());
        return provider.matches() ? provider.group(1) : "";
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    /** Addresses of other places are believed. */
    private static boolean leadsSomewhere(String page, String target) throws IOException {
        if (target.matches("[a-z]+:.*")) {
            return true;
        }
        String file = target.replaceFirst("#.*", "");
        String heading = target.substring(file.length());
        Path linked = Path.of(file.isEmpty() ? page : file);
        return Files.exists(linked) && (heading.isEmpty() || headings(linked).contains(heading));
    }

    private static String plain(String text) {
        return text.replace("<", "&lt;").replace("|", "\\|");
    }

    private static Set<String> headings(Path page) throws IOException {
        return found(Pattern.compile("(?m)^#+ (.+)$"), withoutCode(Files.readString(page))).stream()
                .map(title -> title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", ""))
                .map(title -> "#" + title.replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String withoutCode(String text) {
        return CODE.matcher(text).replaceAll("");
    }

    /** What the pattern's group holds, or all of it where there is none. */
    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.groupCount() == 0 ? match.group() : match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
