package dev.aigw.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RawTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "a \\\"quote\\\" and \\\\ and \\/ and \\b\\f\\n\\r\\t",
                "Gr\\u00fc\\u00DFe \\ud83d\\ude00 \u4e16\u754c \uD83D\uDE00",
                "\\\\u00fc"
            })
    void readsWhatAJsonParserReads(String raw) throws IOException {
        byte[] bytes = ("\"" + raw + "\"").getBytes(StandardCharsets.UTF_8);
        JsonNode parsed = Json.mapper().readTree(bytes);

        assertThat(RawText.decode(bytes, 1, bytes.length - 1)).isEqualTo(parsed.asText());
    }

    @Test
    void leavesOutCharactersThatAreCut() {
        byte[] bytes = "\u4e16\u754c\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);

        assertThat(RawText.decode(bytes, 1, 8)).isEqualTo("\u754c");
        assertThat(RawText.decode(bytes, 1, 2)).isEmpty();
        assertThat(RawText.decode(bytes, 3, 6)).isEqualTo("\u754c");
    }

    @Test
    void readsAnyStretchWithoutFailing() {
        byte[] bytes = "\\u4e16\\n\u4e16\\ud83d\\ude00\\\\\uD83D\uDE00\\\"x".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(3);

        for (int i = 0; i < 5_000; i++) {
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length + 1 - from);

            String text = RawText.decode(bytes, from, to);

            assertThat(text.length()).isLessThanOrEqualTo(to - from);
            assertThat(text).doesNotContain("\uFFFD");
        }
    }
}
