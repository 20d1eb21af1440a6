package dev.aigw.dialect;

import dev.aigw.dialect.anthropic.MessagesEventReader;
import dev.aigw.dialect.neutral.AnswerEvent;
import dev.aigw.dialect.openai.ChunkWriter;
import dev.aigw.dialect.openai.OpenAiErrors;
import dev.aigw.dialect.sse.SseReader;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** A streamed answer of Anthropic's messages on its way to a caller of OpenAI's chat completions. */
final class AnthropicToOpenAiStream implements AnswerStream {
    private final MessagesEventReader reader = new MessagesEventReader(SseReader.DEFAULT_MAX_EVENT);
    private final ChunkWriter writer;
    private final boolean includeUsage;
    private long characters;

    AnthropicToOpenAiStream(boolean includeUsage, long created) {
        this.includeUsage = includeUsage;
        this.writer = new ChunkWriter(created);
    }

    @Override
    public Buffer feed(Buffer bytes) {
        Buffer out = Buffer.buffer();
        reader.feed(bytes, event -> write(out, event));
        return out;
    }

    private void write(Buffer out, AnswerEvent event) {
        characters += switch (event) {
            case AnswerEvent.Text(String text) -> text.length();
            case AnswerEvent.Reasoning(String text) -> text.length();
            case AnswerEvent.ToolArguments(int index, String piece) -> piece.length();
            case AnswerEvent.Begin begin -> 0;
            case AnswerEvent.ToolCall call -> 0;
            case AnswerEvent.Stop stop -> 0;
        };
        writer.write(out, event);
    }

    @Override
    public Optional<Buffer> finish(Ending ending) {
        Buffer out = Buffer.buffer();
        reader.end(event -> write(out, event));
        if (!reader.complete() || !reader.stopped()) {
            return Optional.empty();
        }
        if (includeUsage && reader.usage().isPresent()) {
            writer.usage(out, reader.usage().get(), ending);
        } else {
            ending.meta().ifPresent(meta -> writer.meta(out, meta));
        }
        writer.done(out);
        return Optional.of(out);
    }

    @Override
    public Buffer failure(ProviderError error) {
        return OpenAiErrors.event(error);
    }

    @Override
    public Optional<ProviderError> error() {
        return reader.error();
    }

    @Override
    public Optional<TokenUsage> usage() {
        return reader.usage();
    }

    @Override
    public boolean ended() {
        return reader.complete();
    }

    @Override
    public boolean finished() {
        return reader.stopped();
    }

    @Override
    public long characters() {
        return characters;
    }
}
