package dev.aigw.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random requests, spliced, against the same change made on the tree. */
final class ChatHeadSplicePropertyTest {
    private final Random random = new Random(42);
    private final List<String> untouched = new ArrayList<>();

    @Test
    void changesWhatItShouldAndNothingElse() throws Exception {
        for (int run = 0; run < 5_000; run++) {
            untouched.clear();
            String body = document();
            boolean stream = random.nextBoolean();

            String upstream = ChatHead.read(Buffer.buffer(body), HeadLimits.DEFAULT)
                    .forUpstream("model-\"x", stream)
                    .toString();

            assertThat(tree(upstream)).as(body).isEqualTo(expected(tree(body), stream));
            assertThat(untouched).allMatch(upstream::contains, "stands in " + upstream);
        }
    }

    private static JsonNode tree(String json) throws Exception {
        return Json.mapper().readTree(json);
    }

    private static JsonNode expected(JsonNode before, boolean stream) {
        ObjectNode after = before.deepCopy();
        after.remove(List.of("provider", "request_id", "fallbacks"));
        after.put("model", "model-\"x");
        if (stream) {
            after.put("stream", true);
            JsonNode options = after.get("stream_options");
            ObjectNode merged = options instanceof ObjectNode object ? object : after.putObject("stream_options");
            merged.put("include_usage", true);
        } else {
            after.remove("stream_options");
            if (after.path("stream").asBoolean()) {
                after.put("stream", false);
            }
        }
        return after;
    }

    private String document() {
        List<String> members = new ArrayList<>();
        members.add(
                member("messages", "[" + blank() + "{\"role\":\"user\",\"content\":" + value(0) + "}" + blank() + "]"));
        maybe(members, "model", pick("\"m\"", "null", "\"\\u006d\""));
        maybe(members, "provider", pick("\"p\"", "null"));
        maybe(members, "request_id", "\"r-1\"");
        maybe(members, "fallbacks", pick("[]", "[ \"a\" ,\"b\" ]"));
        maybe(members, "stream", pick("true", "false", "null"));
        maybe(
                members,
                "stream_options",
                pick(
                        "{}",
                        "{ }",
                        "null",
                        "{\"include_usage\":false}",
                        "{ \"z\" : [ ] }",
                        "{\"a\":1 ,\"include_usage\" :true}"));
        for (int i = random.nextInt(5); i > 0; i--) {
            String member = member("unknown" + i, anything(3));
            untouched.add(member);
            members.add(member);
        }
        Collections.shuffle(members, random);
        StringBuilder text = new StringBuilder(blank()).append('{').append(blank());
        for (int i = 0; i < members.size(); i++) {
            text.append(i == 0 ? "" : blank() + "," + blank()).append(members.get(i));
        }
        return text.append(blank()).append('}').append(blank()).toString();
    }

    private void maybe(List<String> members, String name, String value) {
        if (random.nextBoolean()) {
            members.add(member(name, value));
        }
    }

    private String member(String name, String value) {
        int escaped = random.nextInt(name.length() * 3);
        String spelled = escaped < name.length()
                ? name.substring(0, escaped)
                        + String.format("\\u%04x", (int) name.charAt(escaped))
                        + name.substring(escaped + 1)
                : name;
        return "\"" + spelled + "\"" + blank() + ":" + blank() + value;
    }

    private String anything(int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 5 -> "[" + blank() + anything(depth - 1) + "," + anything(depth - 1) + blank() + "]";
            case 6 ->
                "{" + member("k", anything(depth - 1)) + blank() + "," + member("provider", anything(depth - 1)) + "}";
            default -> value(random.nextInt(5));
        };
    }

    private String value(int kind) {
        return switch (kind) {
            case 0 -> pick("\"\"", "\"a\\\"b,}]\"", "\"ä€😀\"", "\"\\ud83d\\ude00 \\\\\"");
            case 1 -> pick("0", "-1.50", "1E+3", "12345678901234567890");
            case 2 -> "true";
            case 3 -> "null";
            default -> pick("[]", "{}", "[ ]");
        };
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String blank() {
        return pick("", "", " ", "\n", "\t \r\n");
    }
}
