package dev.aigw.dialect.openai;

import static com.fasterxml.jackson.core.JsonToken.END_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.FIELD_NAME;
import static com.fasterxml.jackson.core.JsonToken.START_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.START_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NULL;

import com.fasterxml.jackson.core.JsonParser;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.json.Members;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads and checks the top level of a chat request; messages are {@link MessageReader}'s. */
final class ChatHeadReader {
    private static final int MAX_FALLBACKS = 16;
    private static final int MAX_CHOICES = 128;
    static final int MAX_NAME = 256;

    /** More than any model writes; what is reserved for a request stays a number that makes sense. */
    private static final long MAX_OUTPUT = 10_000_000;

    private final byte[] bytes;
    private final HeadLimits limits;
    private final ChatHead.Fields fields = new ChatHead.Fields();

    ChatHeadReader(byte[] bytes, HeadLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    ChatHead read() {
        RequestJson.checkEncoding(bytes);
        try (JsonParser parser = Json.strictParser(bytes)) {
            return read(new RequestJson(parser, limits.maxDepth()));
        } catch (IOException | IllegalStateException e) { // the latter is Jackson's answer to names made to collide
            throw RequestJson.syntaxError(e, bytes.length);
        }
    }

    private ChatHead read(RequestJson json) throws IOException {
        JsonParser parser = json.parser();
        if (parser.nextToken() == null) {
            throw RequestJson.invalid("The body is empty; send a JSON object.");
        }
        if (!parser.hasToken(START_OBJECT)) {
            throw RequestJson.invalid("The body must be a JSON object.");
        }
        Members members = Members.at(parser);
        boolean hasMessages = false;
        while (parser.nextToken() == FIELD_NAME) {
            String name = parser.currentName();
            int key = Members.tokenStart(parser);
            parser.nextToken();
            int value = Members.tokenStart(parser);
            readMember(json, name, members.size());
            int end = Members.tokenEnd(parser);
            members.add(key, value, end);
            switch (name) {
                case "messages" -> hasMessages = true;
                case "tools", "functions" -> {
                    fields.promptCharacters += end - value;
                    addPart(Prompt.Kind.TOOLS, parser, value, end);
                }
                case "response_format" -> addPart(Prompt.Kind.JSON, parser, value, end);
                default -> {}
            }
        }
        if (parser.nextToken() != null) {
            throw RequestJson.invalid("There is something after the JSON object of the body.");
        }
        if (!hasMessages) {
            throw RequestJson.invalid("messages", "messages is missing.");
        }
        return new ChatHead(bytes, members, fields);
    }

    private void addPart(Prompt.Kind kind, JsonParser parser, int value, int end) {
        if (parser.currentToken().isStructEnd()) { // null says nothing
            fields.parts.add(kind, value, end);
        }
    }

    private void readMember(RequestJson json, String name, int index) throws IOException {
        if (name.equals("messages")) {
            new MessageReader(json, fields, limits.maxMessages()).read();
            return;
        }
        switch (name) {
            case "provider" -> fields.providerAt = index;
            case "request_id" -> fields.requestIdAt = index;
            case "fallbacks" -> fields.fallbacksAt = index;
            case "model" -> fields.modelAt = index;
            case "stream" -> fields.streamAt = index;
            case "stream_options" -> fields.streamOptionsAt = index;
            default -> {}
        }
        if (json.parser().hasToken(VALUE_NULL)) { // says the same as leaving it out
            return;
        }
        switch (name) {
            case "provider" -> fields.provider = json.printable(name, MAX_NAME);
            case "request_id" -> fields.requestId = json.printable(name, MAX_NAME);
            case "fallbacks" -> fields.fallbacks = fallbacks(json);
            case "model" -> fields.model = json.printable(name, MAX_NAME);
            case "stream" -> fields.stream = json.flag(name);
            case "stream_options" -> streamOptions(json);
            case "response_format" -> responseFormat(json, index);
            case "max_tokens", "max_completion_tokens" -> {
                long ceiling = json.count(name, MAX_OUTPUT);
                fields.ceilings.add(new ChatHead.Ceiling(index, ceiling, name.equals("max_tokens")));
                fields.outputCeiling = Math.max(fields.outputCeiling, ceiling);
            }
            case "n" -> fields.choices = (int) json.count(name, MAX_CHOICES);
            case "temperature", "top_p" -> json.number(name);
            case "user" -> fields.user = json.text(name);
            case "tools", "functions" -> {
                json.expect(START_ARRAY, name, "an array");
                fields.hasTools = true;
                json.skip();
            }
            default -> json.skip();
        }
    }

    static List<String> fallbacks(RequestJson json) throws IOException {
        json.expect(START_ARRAY, "fallbacks", "an array of strings");
        List<String> names = new ArrayList<>();
        while (json.parser().nextToken() != END_ARRAY) {
            if (names.size() == MAX_FALLBACKS) {
                throw RequestJson.invalid("fallbacks", "fallbacks must not name more than " + MAX_FALLBACKS + ".");
            }
            names.add(json.printable("fallbacks[" + names.size() + "]", MAX_NAME));
        }
        return List.copyOf(names);
    }

    private void streamOptions(RequestJson json) throws IOException {
        json.expect(START_OBJECT, "stream_options", "an object");
        JsonParser parser = json.parser();
        Members options = Members.at(parser);
        while (parser.nextToken() == FIELD_NAME) {
            int key = Members.tokenStart(parser);
            boolean includeUsage = parser.currentName().equals("include_usage");
            parser.nextToken();
            int value = Members.tokenStart(parser);
            if (includeUsage) {
                fields.includeUsageAt = options.size();
                fields.includeUsage = !parser.hasToken(VALUE_NULL) && json.flag("stream_options.include_usage");
            } else {
                json.skip();
            }
            options.add(key, value, Members.tokenEnd(parser));
        }
        fields.streamOptions = options;
    }

    /** Looks for a bare schema where OpenAI wants it beside a name, as WordPress's client writes it. */
    private void responseFormat(RequestJson json, int index) throws IOException {
        JsonParser parser = json.parser();
        if (!parser.hasToken(START_OBJECT)) {
            throw RequestJson.invalid("response_format", "response_format must be an object.");
        }
        Members format = Members.at(parser);
        int bare = -1;
        while (parser.nextToken() == FIELD_NAME) {
            int key = Members.tokenStart(parser);
            boolean schema = parser.currentName().equals("json_schema");
            parser.nextToken();
            int value = Members.tokenStart(parser);
            if (schema && parser.hasToken(START_OBJECT)) {
                bare = isBareSchema(json) ? format.size() : -1;
            } else {
                json.skip();
            }
            format.add(key, value, Members.tokenEnd(parser));
        }
        if (bare >= 0) {
            fields.responseFormat = format;
            fields.responseFormatAt = index;
            fields.bareSchemaAt = bare;
        }
    }

    private static boolean isBareSchema(RequestJson json) throws IOException {
        boolean bare = true;
        JsonParser parser = json.parser();
        while (parser.nextToken() == FIELD_NAME) {
            String key = parser.currentName();
            bare &= !key.equals("name") && !key.equals("schema");
            parser.nextToken();
            json.skip();
        }
        return bare;
    }
}
