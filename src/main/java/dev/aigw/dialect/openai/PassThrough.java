package dev.aigw.dialect.openai;

import dev.aigw.dialect.AnswerStream;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.Translation;
import dev.aigw.dialect.sse.SseReader;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** A call whose caller and provider both speak OpenAI's chat completions: the bytes go through. */
public final class PassThrough implements Translation {
    private final Buffer body;
    private final boolean includeUsage;
    private final boolean severalChoices;

    public PassThrough(ChatHead head, String model, boolean stream) {
        this.body = head.forUpstream(model, stream);
        this.includeUsage = head.includeUsage();
        this.severalChoices = head.choices() > 1;
    }

    @Override
    public Buffer body() {
        return body;
    }

    @Override
    public List<String> ignored() {
        return List.of();
    }

    @Override
    public Answer answer(Buffer answer) {
        byte[] bytes = answer.getBytes();
        Chunk completion = Chunk.read(bytes, 0, bytes.length);
        completion.error(bytes).ifPresent(error -> {
            throw new MalformedAnswer(error);
        });
        if (completion.choices < 0) {
            throw new MalformedAnswer("no choices in a chat completion");
        }
        Optional<Buffer> usageJson = completion.usageFrom < 0
                ? Optional.empty()
                : Optional.of(answer.slice(completion.usageFrom, completion.usageTo));
        return new Answer(answer, Optional.ofNullable(completion.usage), usageJson);
    }

    @Override
    public AnswerStream stream() {
        return new PassThroughStream(includeUsage, severalChoices, SseReader.DEFAULT_MAX_EVENT);
    }

    @Override
    public ProviderError error(int status, Buffer answer) {
        return OpenAiErrors.read(status, answer.getBytes());
    }
}
