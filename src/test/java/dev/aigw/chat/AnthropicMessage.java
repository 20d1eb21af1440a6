package dev.aigw.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.Vectors.Exchange;
import java.io.IOException;

/** What a recorded answer of Anthropic says, read as simply as can be. */
record AnthropicMessage(String text, String stop, long input, long output) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static AnthropicMessage of(Exchange exchange) throws IOException {
        return exchange.streamed() ? streamed(exchange.body()) : whole(JSON.readTree(exchange.body()));
    }

    private static AnthropicMessage whole(JsonNode message) {
        StringBuilder text = new StringBuilder();
        for (JsonNode block : message.path("content")) {
            text.append(
                    block.path("type").asText().equals("text")
                            ? block.path("text").asText()
                            : "");
        }
        return with(text.toString(), message.path("stop_reason").asText(), message.path("usage"));
    }

    private static AnthropicMessage streamed(String body) throws IOException {
        StringBuilder text = new StringBuilder();
        ObjectNode usage = JSON.createObjectNode();
        String stop = "";
        for (String line : body.lines().filter(each -> each.startsWith("data:")).toList()) {
            JsonNode event = JSON.readTree(line.substring("data:".length()));
            JsonNode block = event.path("content_block");
            text.append(
                    block.path("type").asText().equals("text")
                            ? block.path("text").asText()
                            : "");
            JsonNode delta = event.path("delta");
            text.append(
                    delta.path("type").asText().equals("text_delta")
                            ? delta.path("text").asText()
                            : "");
            stop = delta.path("stop_reason").asText(stop);
            for (JsonNode told : new JsonNode[] {event.path("message").path("usage"), event.path("usage")}) {
                told.properties().forEach(field -> usage.set(field.getKey(), field.getValue()));
            }
        }
        return with(text.toString(), stop, usage);
    }

    private static AnthropicMessage with(String text, String stop, JsonNode usage) {
        long input = usage.path("input_tokens").asLong()
                + usage.path("cache_read_input_tokens").asLong()
                + usage.path("cache_creation_input_tokens").asLong();
        return new AnthropicMessage(
                text, stop, input, usage.path("output_tokens").asLong());
    }
}
