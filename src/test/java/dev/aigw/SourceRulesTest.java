package dev.aigw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no compiler checks: a file is a page, and what is public says what it is. */
class SourceRulesTest {
    private static final int LONGEST = 400;
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?m)^((?:@.*\\n)*)public (?:final |abstract |sealed |non-sealed )*(?:class|interface|enum|record|@interface) (\\w+)");

    @Test
    void everyFileIsAPage() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : files("src", "scripts", "wordpress", "conf")) {
            long lines = lines(file);
            boolean made = file.endsWith("models.csv") || file.endsWith("openapi.yaml") || file.endsWith("aigw.pot");
            if (lines > LONGEST && !made) {
                tooLong.add(file + ": " + lines + " lines");
            }
        }

        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyPublicTypeSaysWhatItIs() throws IOException {
        List<String> mute = new ArrayList<>();
        for (Path file : files("src/main/java")) {
            String source = Files.readString(file);
            Matcher type = PUBLIC_TYPE.matcher(source);
            while (type.find()) {
                if (!source.substring(0, type.start()).stripTrailing().endsWith("*/")) {
                    mute.add(file + ": " + type.group(2));
                }
            }
        }

        assertThat(mute).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        List<String> mute = new ArrayList<>();
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java/dev/aigw"))) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                Path page = folder.resolve("package-info.java");
                if (!Files.exists(page) || !Files.readString(page).contains("@NullMarked")) {
                    mute.add(folder.toString());
                }
            }
        }

        assertThat(mute).isEmpty();
    }

    private static List<Path> files(String... folders) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String folder : folders) {
            Path start = Path.of(folder);
            if (Files.exists(start)) {
                try (Stream<Path> found = Files.walk(start)) {
                    found.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().contains("/vendor/")
                                    && !file.toString().contains("/node_modules/"))
                            .forEach(all::add);
                }
            }
        }
        return all;
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (java.io.UncheckedIOException | MalformedInputException binary) {
            return 0;
        }
    }
}
