package dev.aigw.dialect.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The JSON parsers and writers that all dialects share. */
public final class Json {
    /** Deeper than this nothing is read, whoever sent it. */
    public static final int MAX_DEPTH = 500;

    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(Integer.MAX_VALUE) // bodies are bounded before they come here
            .build();

    /** For what callers send: a key that stands twice in an object is an error. */
    private static final JsonFactory STRICT = factory(true);

    /** For what providers answer. */
    private static final JsonFactory LENIENT = factory(false);

    private static final JsonMapper MAPPER = JsonMapper.builder(LENIENT)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    private static JsonFactory factory(boolean strict) {
        return new JsonFactoryBuilder()
                .streamReadConstraints(CONSTRAINTS)
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
                .build();
    }

    public static JsonParser strictParser(byte[] bytes) throws IOException {
        return STRICT.createParser(bytes);
    }

    public static JsonParser parser(byte[] bytes, int from, int to) throws IOException {
        return LENIENT.createParser(bytes, from, to - from);
    }

    /** For trees; numbers keep their digits. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** The text as a JSON string, quotes included. */
    public static byte[] quote(String text) {
        byte[] inner = JsonStringEncoder.getInstance().quoteAsUTF8(wellFormed(text));
        byte[] quoted = new byte[inner.length + 2];
        quoted[0] = '"';
        System.arraycopy(inner, 0, quoted, 1, inner.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }

    /** The text with each half of a surrogate pair that stands alone replaced: those cannot be written as UTF-8. */
    public static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaceLoneSurrogates(text, i);
            }
        }
        return text;
    }

    private static String replaceLoneSurrogates(String text, int from) {
        StringBuilder clean = new StringBuilder(text);
        for (int i = from; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < clean.length()
                    && Character.isLowSurrogate(clean.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                clean.setCharAt(i, '\uFFFD');
            }
        }
        return clean.toString();
    }
}
