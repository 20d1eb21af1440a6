package dev.aigw.dialect.openai;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.aigw.dialect.json.Utf8;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import java.io.IOException;

/** A parser over a caller's request, whose complaints name the field and never quote what stands in it. */
record RequestJson(JsonParser parser, int maxDepth) {
    static GatewayException invalid(String field, String reason) {
        return new GatewayException(InvalidRequest.of(field, reason));
    }

    static GatewayException invalid(String reason) {
        return new GatewayException(InvalidRequest.of(reason));
    }

    static GatewayException syntaxError(Exception e, int length) {
        if (!(e instanceof JsonProcessingException json)) {
            return invalid("The body is not JSON that can be read.");
        }
        String what = switch (json) {
            case JsonEOFException eof -> "The body is not valid JSON: it ends too early";
            case StreamConstraintsException beyond ->
                "The body is beyond a limit of JSON (depth, or the length of a name or number)";
            default ->
                json.getOriginalMessage().startsWith("Duplicate")
                        ? "The body has a key that stands twice in its object"
                        : "The body is not valid JSON";
        };
        JsonLocation at = json.getLocation();
        if (at == null || at.getByteOffset() < 0) {
            return invalid(what + ".");
        }
        return invalid(what + ": line " + at.getLineNr() + ", column " + at.getColumnNr() + ", byte "
                + Math.min(at.getByteOffset(), length) + ".");
    }

    /** Fails unless the bytes are plain UTF-8. */
    static void checkEncoding(byte[] bytes) {
        if (bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            throw invalid("The body begins with a byte order mark; send plain UTF-8.");
        }
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0) { // or the parser would take it for UTF-16 or UTF-32
                throw invalid("The body is not UTF-8.");
            }
        }
        int wrong = Utf8.firstInvalid(bytes, 0, bytes.length);
        if (wrong >= 0) {
            throw invalid("The body is not UTF-8 at byte " + wrong + ".");
        }
    }

    void expect(JsonToken token, String field, String kind) {
        if (!parser.hasToken(token)) {
            throw invalid(field, field + " must be " + kind + ".");
        }
    }

    String text(String field) throws IOException {
        expect(JsonToken.VALUE_STRING, field, "a string");
        return parser.getText();
    }

    /** A name that may end up in a header or a log line. */
    String printable(String field, int maxLength) throws IOException {
        String text = text(field);
        boolean good = !text.isEmpty() && text.length() <= maxLength;
        for (int i = 0; good && i < text.length(); i++) {
            good = text.charAt(i) >= ' ' && text.charAt(i) <= '~';
        }
        if (!good) {
            throw invalid(field, field + " must be 1 to " + maxLength + " printable ASCII characters.");
        }
        return text;
    }

    boolean flag(String field) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_TRUE) && !parser.hasToken(JsonToken.VALUE_FALSE)) {
            throw invalid(field, field + " must be true or false.");
        }
        return parser.getBooleanValue();
    }

    /** An integer of at least 1. */
    long count(String field, long max) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            throw invalid(field, field + " must be an integer.");
        }
        boolean huge = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER;
        if (huge || parser.getLongValue() < 1 || parser.getLongValue() > max) {
            throw invalid(field, field + " must be 1 to " + max + ".");
        }
        return parser.getLongValue();
    }

    void number(String field) {
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT) && !parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
            throw invalid(field, field + " must be a number.");
        }
    }

    /** Goes to the end of the current value, however deep it may be allowed to be. */
    void skip() throws IOException {
        if (!parser.currentToken().isStructStart()) {
            return;
        }
        int depth = parser.getParsingContext().getNestingDepth();
        int open = 1;
        while (open > 0) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return; // the parser complains of it by itself
            }
            if (token.isStructStart()) {
                open++;
                if (depth + open - 1 > maxDepth) {
                    throw invalid("The body is nested deeper than " + maxDepth + " levels.");
                }
            } else if (token.isStructEnd()) {
                open--;
            }
        }
    }
}
