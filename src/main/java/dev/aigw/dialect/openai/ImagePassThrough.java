package dev.aigw.dialect.openai;

import dev.aigw.dialect.AnswerStream;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.Translation;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;

/** A request for images whose caller and provider both speak OpenAI's dialect: the bytes go through. */
public final class ImagePassThrough implements Translation {
    private final Buffer body;
    private final List<String> ignored;

    /**
     * A request for one model.
     *
     * @param withFormat whether the provider knows {@code response_format}. OpenAI's own models refuse it and always give bytes, so a wish
     *     for bytes is kept by leaving it out, and a wish for addresses is told as ignored
     */
    public ImagePassThrough(ImageHead head, String model, boolean withFormat) {
        this.body = head.forUpstream(model, withFormat);
        this.ignored = !withFormat && head.wantsUrls() ? List.of("response_format") : List.of();
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
        byte[] bytes = answer.getBytes();
        Chunk images = Chunk.read(bytes, 0, bytes.length);
        images.error(bytes).ifPresent(error -> {
            throw new MalformedAnswer(error);
        });
        if (!images.listed) {
            throw new MalformedAnswer("no data in an answer with images");
        }
        return new Answer(answer, Optional.ofNullable(images.usage), Optional.empty());
    }

    @Override
    public AnswerStream stream() {
        throw new IllegalStateException("images come whole");
    }

    @Override
    public ProviderError error(int status, Buffer answer) {
        return OpenAiErrors.read(status, answer.getBytes());
    }
}
