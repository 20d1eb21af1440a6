package dev.aigw.dialect.openai;

import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.json.Members;
import dev.aigw.dialect.json.Splice;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway must know of a caller's chat request, beside the bytes of it. The request is in OpenAI's dialect, with
 * the gateway's own fields {@code provider}, {@code request_id} and {@code fallbacks} allowed at the top.
 */
public final class ChatHead implements RequestHead {
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] STREAM = ascii("\"stream\":true");
    private static final byte[] INCLUDE_USAGE = ascii("\"include_usage\":true");
    private static final byte[] STREAM_OPTIONS = ascii("\"stream_options\":{\"include_usage\":true}");
    private static final byte[] OPTIONS = ascii("{\"include_usage\":true}");
    private static final byte[] NAMED_SCHEMA = ascii("{\"name\":\"response\",\"schema\":");
    private static final byte[] MODEL = ascii("\"model\":");
    private static final byte[] NEW_CEILING = ascii("\"max_completion_tokens\":");
    private static final int ABSENT = -1;

    private final byte[] bytes;
    private final Members members;
    private final Fields fields;

    ChatHead(byte[] bytes, Members members, Fields fields) {
        this.bytes = bytes;
        this.members = members;
        this.fields = fields;
    }

    /**
     * Reads a request in one pass.
     *
     * @throws dev.aigw.error.GatewayException when it is not a chat request, with the field that is wrong
     */
    public static ChatHead read(Buffer body, HeadLimits limits) {
        return new ChatHeadReader(body.getBytes(), limits).read();
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
    public Optional<Boolean> stream() {
        return Optional.ofNullable(fields.stream);
    }

    @Override
    public Optional<String> requestId() {
        return Optional.ofNullable(fields.requestId);
    }

    @Override
    public List<String> fallbacks() {
        return fields.fallbacks;
    }

    /** The most tokens that one choice may have: the larger of {@code max_tokens} and {@code max_completion_tokens}. */
    public OptionalLong outputCeiling() {
        return fields.outputCeiling > 0 ? OptionalLong.of(fields.outputCeiling) : OptionalLong.empty();
    }

    /** Whether the caller asked for the usage chunk of a stream. */
    public boolean includeUsage() {
        return fields.includeUsage;
    }

    public Optional<String> user() {
        return Optional.ofNullable(fields.user);
    }

    /** How many answers are asked for: {@code n}. */
    public int choices() {
        return fields.choices;
    }

    public boolean hasTools() {
        return fields.hasTools;
    }

    public boolean hasImages() {
        return fields.images > 0;
    }

    public int images() {
        return fields.images;
    }

    /**
     * What an estimate of the input is made from: the characters of all text in messages, and the bytes of tool
     * definitions and tool calls.
     */
    public long promptCharacters() {
        return fields.promptCharacters;
    }

    /** The parts of the request that become input tokens. */
    public Prompt prompt() {
        return new Prompt(bytes, fields.parts);
    }

    /**
     * The request for a provider of the same dialect. Only the gateway's own fields, {@code model}, {@code stream} and
     * {@code stream_options} differ from what the caller sent, and a bare schema in {@code response_format} gets the name
     * that OpenAI wants; all else is copied byte for byte.
     */
    public Buffer forUpstream(String model, boolean stream) {
        Splice splice = new Splice(bytes, members);
        for (int index : new int[] {fields.providerAt, fields.requestIdAt, fields.fallbacksAt}) {
            if (index != ABSENT) {
                splice.remove(index);
            }
        }
        if (fields.modelAt == ABSENT) {
            splice.add(member(MODEL, Json.quote(model)));
        } else if (!model.equals(fields.model)) {
            splice.replace(fields.modelAt, Json.quote(model));
        }
        if (fields.responseFormat != null) {
            nameSchema(splice, fields.responseFormat);
        }
        if (stream) {
            askForStream(splice);
        } else {
            askForWhole(splice);
        }
        return splice.apply(0, bytes.length);
    }

    private void nameSchema(Splice splice, Members format) {
        int from = format.value(fields.bareSchemaAt);
        int to = format.end(fields.bareSchemaAt);
        Buffer named =
                Buffer.buffer(NAMED_SCHEMA).appendBytes(bytes, from, to - from).appendByte((byte) '}');
        Buffer changed = new Splice(bytes, format)
                .replace(fields.bareSchemaAt, named.getBytes())
                .apply(members.value(fields.responseFormatAt), members.end(fields.responseFormatAt));
        splice.replace(fields.responseFormatAt, changed.getBytes());
    }

    /**
     * The same request with no ceiling on output above the given one: a higher one is lowered, a missing one is added.
     *
     * @param field what a missing one is called by the provider: {@code max_tokens} or {@code max_completion_tokens}
     */
    public Buffer withCeiling(long most, String field) {
        Splice splice = new Splice(bytes, members);
        byte[] value = ascii(Long.toString(most));
        if (fields.ceilings.isEmpty()) {
            splice.add(member(ascii("\"" + field + "\":"), value));
        }
        for (Ceiling ceiling : fields.ceilings) {
            if (ceiling.tokens() > most) {
                splice.replace(ceiling.index(), value);
            }
        }
        return splice.apply(0, bytes.length);
    }

    /** Whether it has a {@code max_tokens}, which OpenAI's models that reason refuse. */
    public boolean hasOldCeiling() {
        return fields.ceilings.stream().anyMatch(Ceiling::old);
    }

    /** The same request with {@code max_tokens} under its new name; left out where the new one is there too. */
    public Buffer withNewCeiling() {
        Splice splice = new Splice(bytes, members);
        boolean named = fields.ceilings.stream().anyMatch(ceiling -> !ceiling.old());
        for (Ceiling ceiling : fields.ceilings) {
            if (ceiling.old()) {
                splice.remove(ceiling.index());
                if (!named) {
                    splice.add(member(NEW_CEILING, ascii(Long.toString(ceiling.tokens()))));
                }
            }
        }
        return splice.apply(0, bytes.length);
    }

    private void askForStream(Splice splice) {
        if (fields.streamAt == ABSENT) {
            splice.add(STREAM);
        } else if (fields.stream == null || !fields.stream) {
            splice.replace(fields.streamAt, TRUE);
        }
        if (fields.streamOptionsAt == ABSENT) {
            splice.add(STREAM_OPTIONS);
        } else if (fields.streamOptions == null) {
            splice.replace(fields.streamOptionsAt, OPTIONS);
        } else if (!fields.includeUsage) {
            Splice inner = new Splice(bytes, fields.streamOptions);
            if (fields.includeUsageAt == ABSENT) {
                inner.add(INCLUDE_USAGE);
            } else {
                inner.replace(fields.includeUsageAt, TRUE);
            }
            Buffer options = inner.apply(members.value(fields.streamOptionsAt), members.end(fields.streamOptionsAt));
            splice.replace(fields.streamOptionsAt, options.getBytes());
        }
    }

    /** Providers refuse {@code stream_options} where there is no stream. */
    private void askForWhole(Splice splice) {
        if (fields.stream != null && fields.stream) {
            splice.replace(fields.streamAt, FALSE);
        }
        if (fields.streamOptionsAt != ABSENT) {
            splice.remove(fields.streamOptionsAt);
        }
    }

    private static byte[] member(byte[] name, byte[] value) {
        byte[] member = new byte[name.length + value.length];
        System.arraycopy(name, 0, member, 0, name.length);
        System.arraycopy(value, 0, member, name.length, value.length);
        return member;
    }

    /** The request as it came. */
    public byte[] bytes() {
        return bytes.clone();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What the reader found; mutable while it reads, never after. */
    record Ceiling(int index, long tokens, boolean old) {}

    static final class Fields {
        @Nullable
        String model;

        @Nullable
        String provider;

        @Nullable
        Boolean stream;

        @Nullable
        String requestId;

        @Nullable
        String user;

        List<String> fallbacks = List.of();
        final List<Ceiling> ceilings = new ArrayList<>(2);
        long outputCeiling;
        boolean includeUsage;
        int choices = 1;
        boolean hasTools;
        int images;
        long promptCharacters;
        final PromptParts parts = new PromptParts();

        @Nullable
        Members streamOptions;

        /** Set when the format has a schema that lacks its name. */
        @Nullable
        Members responseFormat;

        int modelAt = ABSENT;
        int providerAt = ABSENT;
        int requestIdAt = ABSENT;
        int fallbacksAt = ABSENT;
        int streamAt = ABSENT;
        int streamOptionsAt = ABSENT;
        int includeUsageAt = ABSENT;
        int responseFormatAt = ABSENT;
        int bareSchemaAt = ABSENT;
    }
}
