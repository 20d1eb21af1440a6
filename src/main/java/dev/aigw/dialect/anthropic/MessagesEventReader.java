package dev.aigw.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.neutral.AnswerEvent;
import dev.aigw.dialect.sse.SseEvent;
import dev.aigw.dialect.sse.SseReader;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed answer of Anthropic's messages. Blocks of tools that run at Anthropic are left out, as are pings,
 * signatures, citations and events not known here.
 */
public final class MessagesEventReader {
    private final SseReader events;
    private final AnthropicUsage usage = new AnthropicUsage();

    /** Blocks that call a tool of the caller, by their index in the message. */
    private final Map<Integer, Call> calls = new HashMap<>();

    private boolean usageComplete;
    private boolean stopReasonSeen;
    private boolean complete;
    private @Nullable ProviderError error;

    /** A tool call that is being streamed. */
    private static final class Call {
        final int place;
        final String input;
        boolean hasArguments;

        Call(int place, String input) {
            this.place = place;
            this.input = input;
        }
    }

    /** An event of more bytes than {@code maxEvent} is a malformed answer. */
    public MessagesEventReader(int maxEvent) {
        this.events = new SseReader(maxEvent);
    }

    /**
     * Takes the next bytes.
     *
     * @throws MalformedAnswer when an event is not JSON
     */
    public void feed(Buffer bytes, Consumer<AnswerEvent> out) {
        if (ended()) { // what follows the end is not part of the answer
            return;
        }
        events.feed(bytes);
        while (!ended() && events.next()) {
            read(events.event(), out);
        }
    }

    private boolean ended() {
        return complete || error != null;
    }

    private void read(SseEvent event, Consumer<AnswerEvent> out) {
        JsonNode json = MessagesAnswerReader.tree(event.data(), event.from(), event.to());
        switch (json.path("type").asText(event.type())) {
            case "content_block_delta" -> delta(json, out);
            case "content_block_start" -> start(json, out);
            case "content_block_stop" -> stop(json, out);
            case "message_start" -> {
                JsonNode message = json.path("message");
                usage.take(message.path("usage"));
                out.accept(new AnswerEvent.Begin(
                        message.path("id").asText(), message.path("model").asText()));
            }
            case "message_delta" -> messageDelta(json, out);
            case "message_stop" -> complete = true;
            case "error" -> error = AnthropicErrors.inAnswer(json);
            default -> {}
        }
    }

    private void start(JsonNode json, Consumer<AnswerEvent> out) {
        JsonNode block = json.path("content_block");
        switch (block.path("type").asText()) {
            case "text" -> text(block.path("text").asText(), out);
            case "thinking" -> reasoning(block.path("thinking").asText(), out);
            case "tool_use" -> {
                Call call = new Call(
                        calls.size(),
                        block.path("input").isObject() ? block.path("input").toString() : "{}");
                calls.put(json.path("index").asInt(), call);
                out.accept(new AnswerEvent.ToolCall(
                        call.place,
                        block.path("id").asText(),
                        block.path("name").asText()));
            }
            default -> {}
        }
    }

    private void delta(JsonNode json, Consumer<AnswerEvent> out) {
        JsonNode delta = json.path("delta");
        switch (delta.path("type").asText()) {
            case "text_delta" -> text(delta.path("text").asText(), out);
            case "thinking_delta" -> reasoning(delta.path("thinking").asText(), out);
            case "input_json_delta" -> {
                Call call = calls.get(json.path("index").asInt());
                String piece = delta.path("partial_json").asText();
                if (call != null && !piece.isEmpty()) {
                    call.hasArguments = true;
                    out.accept(new AnswerEvent.ToolArguments(call.place, piece));
                }
            }
            default -> {}
        }
    }

    private static void text(String text, Consumer<AnswerEvent> out) {
        if (!text.isEmpty()) {
            out.accept(new AnswerEvent.Text(text));
        }
    }

    private static void reasoning(String text, Consumer<AnswerEvent> out) {
        if (!text.isEmpty()) {
            out.accept(new AnswerEvent.Reasoning(text));
        }
    }

    /** A call whose arguments never came in pieces has them in its beginning, or has none. */
    private void stop(JsonNode json, Consumer<AnswerEvent> out) {
        Call call = calls.get(json.path("index").asInt());
        if (call != null && !call.hasArguments) {
            call.hasArguments = true;
            out.accept(new AnswerEvent.ToolArguments(call.place, call.input));
        }
    }

    private void messageDelta(JsonNode json, Consumer<AnswerEvent> out) {
        if (json.path("usage").isObject()) {
            usage.take(json.path("usage"));
            usageComplete = true;
        }
        JsonNode reason = json.path("delta").path("stop_reason");
        if (reason.isTextual() && !stopReasonSeen) {
            stopReasonSeen = true;
            out.accept(new AnswerEvent.Stop(MessagesAnswerReader.finishReason(reason.asText())));
        }
    }

    /** Takes what stands at the end without the empty line that would make it an event, if it is whole otherwise. */
    public void end(Consumer<AnswerEvent> out) {
        if (ended() || !events.unfinished()) {
            return;
        }
        try {
            read(events.event(), out);
        } catch (MalformedAnswer cut) {
            // half an event says nothing
        }
    }

    /** Whether the provider said why it stopped. */
    public boolean stopped() {
        return stopReasonSeen;
    }

    /** Whether the provider said that this was all. */
    public boolean complete() {
        return complete;
    }

    public Optional<ProviderError> error() {
        return Optional.ofNullable(error);
    }

    /**
     * The usage; empty until the provider has reported it for the whole answer, since what it says at the beginning counts
     * next to no output.
     */
    public Optional<TokenUsage> usage() {
        return usageComplete ? usage.total() : Optional.empty();
    }
}
