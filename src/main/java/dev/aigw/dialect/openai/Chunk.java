package dev.aigw.dialect.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.json.Members;
import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What matters of one completion, or of one chunk of a streamed one, and where it stands in the bytes. */
final class Chunk {
    private static final ProviderError BROKEN =
            new ProviderError(ProviderError.Kind.SERVER, 500, "the answer ended in an error");

    /** How many choices it has; -1 when it has no such array. */
    int choices = -1;

    /** Whether it has an array {@code data}, as answers with images have. */
    boolean listed;

    int choicesFrom;
    int choicesTo;

    /** Where the usage object stands; -1 when there is none. */
    int usageFrom = -1;

    int usageTo;

    @Nullable
    TokenUsage usage;

    /** Where an error stands in the place of an answer; -1 when there is none. */
    int errorFrom = -1;

    int errorTo;

    /** Whether a choice ended because the provider broke, which OpenRouter says as its finish reason. */
    boolean broken;

    /** The indices of its choices, and those among them that say why they end. */
    final BitSet seen = new BitSet();

    final BitSet finished = new BitSet();

    private Chunk() {}

    /** Fails with {@link MalformedAnswer} when it is not one JSON object. */
    static Chunk read(byte[] bytes, int from, int to) {
        try (JsonParser parser = Json.parser(bytes, from, to)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedAnswer(to == from ? "an empty answer" : "an answer that is not a JSON object");
            }
            Chunk chunk = new Chunk();
            chunk.members(parser, from);
            if (parser.nextToken() != null) {
                throw new MalformedAnswer("something after the JSON object of an answer");
            }
            return chunk;
        } catch (JsonProcessingException e) {
            throw new MalformedAnswer(
                    "not valid JSON at byte " + e.getLocation().getByteOffset());
        } catch (IOException | IllegalStateException e) {
            throw new MalformedAnswer("not JSON that can be read");
        }
    }

    /** {@code base} is what the parser's offsets lack. */
    private void members(JsonParser parser, int base) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            int start = Members.tokenStart(parser);
            switch (name) {
                case "choices" -> {
                    if (value == JsonToken.START_ARRAY) {
                        choices(parser);
                        choicesFrom = base + start;
                        choicesTo = base + Members.tokenEnd(parser);
                    } else {
                        parser.skipChildren();
                    }
                }
                case "usage" -> {
                    if (value == JsonToken.START_OBJECT) {
                        usage = UsageReader.read(parser).orElse(null);
                        usageFrom = base + start;
                        usageTo = base + Members.tokenEnd(parser);
                    } else {
                        parser.skipChildren();
                    }
                }
                case "data" -> {
                    listed = value == JsonToken.START_ARRAY;
                    parser.skipChildren();
                }
                case "error" -> {
                    parser.skipChildren();
                    if (value != JsonToken.VALUE_NULL && value != JsonToken.VALUE_FALSE) {
                        errorFrom = base + start;
                        errorTo = base + Members.tokenEnd(parser);
                    }
                }
                default -> parser.skipChildren();
            }
        }
    }

    /** What the provider says instead of an answer, or at its end. */
    Optional<ProviderError> error(byte[] bytes) {
        if (errorFrom >= 0) {
            return Optional.of(OpenAiErrors.inAnswer(bytes, errorFrom, errorTo));
        }
        return broken ? Optional.of(BROKEN) : Optional.empty();
    }

    private void choices(JsonParser parser) throws IOException {
        choices = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            choices++;
            if (!parser.hasToken(JsonToken.START_OBJECT)) {
                parser.skipChildren();
                continue;
            }
            int index = 0;
            boolean ends = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
                    index = Math.clamp(parser.getValueAsLong(), 0, 1023);
                } else if (name.equals("finish_reason") && value == JsonToken.VALUE_STRING) {
                    ends = !parser.getText().isEmpty();
                    broken |= parser.getText().equals("error");
                } else {
                    parser.skipChildren();
                }
            }
            seen.set(index);
            if (ends) {
                finished.set(index);
            }
        }
    }
}
