package dev.aigw.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ChunkGlanceTest {
    private final Random random = new Random(11);

    @Test
    void agreesWithAParserOnRandomChunks() throws Exception {
        ChunkGlance glance = new ChunkGlance();

        for (int run = 0; run < 50_000; run++) {
            ObjectNode chunk = Json.mapper().createObjectNode();
            chunk.put("id", "chatcmpl-1").put("model", pick("m", "usage", "error", "finish_reason"));
            boolean special = false;
            if (random.nextInt(4) == 0) {
                special = random.nextBoolean();
                chunk.putObject("error").put("x", 1);
                if (!special) {
                    chunk.putNull("error");
                }
            }
            ObjectNode choice = chunk.putArray("choices").addObject();
            String text =
                    pick("", "usage", "\"usage\":{}", "a\\b\"", "content", "\n{\"finish_reason\":\"stop\"}", "ä😀");
            String field = pick("content", "reasoning", "reasoning_content", "refusal", "name");
            choice.putObject("delta").put(field, text);
            String reason = pick("", "null", "stop");
            choice.put("finish_reason", reason.equals("null") ? null : reason);
            special |= reason.equals("stop");
            if (random.nextInt(3) == 0) {
                chunk.set(
                        "usage",
                        random.nextBoolean()
                                ? Json.mapper().nullNode()
                                : Json.mapper().createObjectNode());
                special |= chunk.get("usage").isObject();
            }
            String json = random.nextBoolean() ? chunk.toString() : chunk.toPrettyString();
            byte[] bytes = ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);

            long looked = glance.look(bytes, 6, bytes.length - 2);

            assertThat(looked < 0).as(json).isEqualTo(special);
            int characters = field.equals("name") ? 0 : text.codePointCount(0, text.length());
            assertThat(looked < 0 ? ~looked : looked).as(json).isEqualTo(characters);
        }
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
