package dev.aigw.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/**
 * A JSON schema whose objects say that they have no properties but those named, which Anthropic requires of output
 * formats. One that says otherwise is left to Anthropic to refuse.
 */
final class ClosedSchema {
    private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples");

    private ClosedSchema() {}

    static ObjectNode of(ObjectNode schema) {
        ObjectNode closed = schema.deepCopy();
        close(closed);
        return closed;
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object) {
            if (object.path("type").asText().equals("object") && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (!VALUES.contains(member.getKey())) {
                    close(member.getValue());
                }
            }
        } else {
            node.forEach(ClosedSchema::close);
        }
    }
}
