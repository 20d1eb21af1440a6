package dev.aigw.dialect.openai;

import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.json.Members;
import dev.aigw.dialect.json.Splice;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway must know of a request for images, beside the bytes of it. The request is in OpenAI's dialect, with the gateway's
 * own fields {@code provider}, {@code request_id} and {@code fallbacks} allowed at the top.
 */
public final class ImageHead implements RequestHead {
    private static final String URL = "url";

    private final byte[] bytes;
    private final Members members;
    private final Fields fields;

    ImageHead(byte[] bytes, Members members, Fields fields) {
        this.bytes = bytes;
        this.members = members;
        this.fields = fields;
    }

    /**
     * Reads a request in one pass.
     *
     * @throws dev.aigw.error.GatewayException when it is not a request for images, with the field that is wrong
     */
    public static ImageHead read(Buffer body, HeadLimits limits) {
        return new ImageHeadReader(body.getBytes(), limits).read();
    }

    @Override
    public Optional<String> model() {
        return Optional.ofNullable(fields.model);
    }

    @Override
    public Optional<String> provider() {
        return Optional.ofNullable(fields.provider);
    }

    @Override
    public Optional<String> requestId() {
        return Optional.ofNullable(fields.requestId);
    }

    @Override
    public List<String> fallbacks() {
        return fields.fallbacks;
    }

    /** Images come whole. */
    @Override
    public Optional<Boolean> stream() {
        return Optional.of(false);
    }

    /** How many are asked for: {@code n}. */
    public int images() {
        return fields.images;
    }

    /** As it was asked for, such as {@code 1024x1024} or {@code auto}. */
    public Optional<String> size() {
        return Optional.ofNullable(fields.size);
    }

    /** As it was asked for, such as {@code low} or {@code auto}. */
    public Optional<String> quality() {
        return Optional.ofNullable(fields.quality);
    }

    /** The part of the request that becomes input tokens. */
    public Prompt prompt() {
        return new Prompt(bytes, fields.parts);
    }

    /** Whether the answer shall hold addresses of images, not their bytes. */
    public boolean wantsUrls() {
        return URL.equals(fields.responseFormat);
    }

    /**
     * The request for a provider: without the gateway's own fields, all else byte for byte.
     *
     * @param withFormat whether the provider knows {@code response_format}; OpenAI's own models refuse it
     */
    Buffer forUpstream(String model, boolean withFormat) {
        Splice splice = new Splice(bytes, members);
        fields.own.forEach(splice::remove);
        if (!withFormat) {
            fields.formats.forEach(splice::remove);
        }
        if (!model.equals(fields.model)) {
            splice.replace(fields.modelAt, Json.quote(model));
        }
        return splice.apply(0, bytes.length);
    }

    /** What the reader found; mutable while it reads, never after. */
    static final class Fields {
        @Nullable
        String model;

        @Nullable
        String provider;

        @Nullable
        String requestId;

        @Nullable
        String size;

        @Nullable
        String quality;

        @Nullable
        String responseFormat;

        List<String> fallbacks = List.of();
        List<Integer> own = List.of();
        List<Integer> formats = List.of();
        int images = 1;
        int modelAt;
        final PromptParts parts = new PromptParts();
    }
}
