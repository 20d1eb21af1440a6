package dev.aigw.dialect;

import dev.aigw.dialect.anthropic.AnthropicErrors;
import dev.aigw.dialect.anthropic.MessagesAnswerReader;
import dev.aigw.dialect.anthropic.MessagesRequestWriter;
import dev.aigw.dialect.neutral.ChatRequest;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.ChatRequestReader;
import dev.aigw.dialect.openai.CompletionWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * A call whose caller speaks OpenAI's chat completions and whose provider Anthropic's messages. It only joins readers and
 * writers of the two dialects at the neutral form; none of them knows the other side.
 */
final class OpenAiToAnthropic implements Translation {
    private final Buffer body;
    private final List<String> ignored;
    private final boolean includeUsage;
    private final long created;

    /** The call came at {@code created}, in seconds of the epoch. */
    OpenAiToAnthropic(ChatHead head, String model, boolean stream, long defaultMaxTokens, long created) {
        ChatRequestReader reader = new ChatRequestReader(head);
        MessagesRequestWriter writer = new MessagesRequestWriter(model, stream, defaultMaxTokens);
        ChatRequest request = reader.read();
        this.body = writer.write(request);
        this.ignored = Stream.concat(reader.ignored().stream(), writer.ignored().stream())
                .distinct()
                .toList();
        this.includeUsage = head.includeUsage();
        this.created = created;
    }

    @Override
    public Buffer body() {
        return body;
    }

    @Override
    public List<String> ignored() {
        return ignored;
    }

    @Override
    public Answer answer(Buffer answer) {
        return CompletionWriter.write(MessagesAnswerReader.read(answer.getBytes()), created);
    }

    @Override
    public AnswerStream stream() {
        return new AnthropicToOpenAiStream(includeUsage, created);
    }

    @Override
    public ProviderError error(int status, Buffer answer) {
        return AnthropicErrors.read(status, answer.getBytes());
    }
}
