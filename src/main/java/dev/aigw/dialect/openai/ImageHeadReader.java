package dev.aigw.dialect.openai;

import static com.fasterxml.jackson.core.JsonToken.FIELD_NAME;
import static com.fasterxml.jackson.core.JsonToken.START_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NULL;

import com.fasterxml.jackson.core.JsonParser;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.json.Members;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads and checks a request for images. */
final class ImageHeadReader {
    /** As many as OpenAI makes at once. */
    private static final int MAX_IMAGES = 10;

    private static final int MAX_WORD = 32;
    private static final Pattern SIZE = Pattern.compile("auto|[1-9][0-9]{0,4}x[1-9][0-9]{0,4}");

    private final byte[] bytes;
    private final HeadLimits limits;
    private final ImageHead.Fields fields = new ImageHead.Fields();
    private final List<Integer> own = new ArrayList<>(3);
    private final List<Integer> formats = new ArrayList<>(1);

    ImageHeadReader(byte[] bytes, HeadLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
    }

    ImageHead read() {
        RequestJson.checkEncoding(bytes);
        try (JsonParser parser = Json.strictParser(bytes)) {
            return read(new RequestJson(parser, limits.maxDepth()));
        } catch (IOException | IllegalStateException e) { // the latter is Jackson's answer to names made to collide
            throw RequestJson.syntaxError(e, bytes.length);
        }
    }

    private ImageHead read(RequestJson json) throws IOException {
        JsonParser parser = json.parser();
        if (parser.nextToken() == null) {
            throw RequestJson.invalid("The body is empty; send a JSON object.");
        }
        if (!parser.hasToken(START_OBJECT)) {
            throw RequestJson.invalid("The body must be a JSON object.");
        }
        Members members = Members.at(parser);
        while (parser.nextToken() == FIELD_NAME) {
            String name = parser.currentName();
            int key = Members.tokenStart(parser);
            parser.nextToken();
            int value = Members.tokenStart(parser);
            note(name, members.size());
            if (parser.hasToken(VALUE_NULL)) { // says the same as leaving it out
                members.add(key, value, Members.tokenEnd(parser));
                continue;
            }
            readMember(json, name);
            int end = Members.tokenEnd(parser);
            members.add(key, value, end);
            if (name.equals("prompt")) {
                fields.parts.add(Prompt.Kind.TEXT, value + 1, end - 1);
            }
        }
        if (parser.nextToken() != null) {
            throw RequestJson.invalid("There is something after the JSON object of the body.");
        }
        if (fields.parts.size() == 0) {
            throw RequestJson.invalid("prompt", "prompt is missing.");
        }
        if (fields.model == null) {
            throw RequestJson.invalid("model", "model is missing: name a model that makes images.");
        }
        fields.own = List.copyOf(own);
        fields.formats = List.copyOf(formats);
        return new ImageHead(bytes, members, fields);
    }

    private void note(String name, int index) {
        switch (name) {
            case "provider", "request_id", "fallbacks" -> own.add(index);
            case "response_format" -> formats.add(index);
            case "model" -> fields.modelAt = index;
            default -> {}
        }
    }

    private void readMember(RequestJson json, String name) throws IOException {
        switch (name) {
            case "provider" -> fields.provider = json.printable(name, ChatHeadReader.MAX_NAME);
            case "request_id" -> fields.requestId = json.printable(name, ChatHeadReader.MAX_NAME);
            case "model" -> fields.model = json.printable(name, ChatHeadReader.MAX_NAME);
            case "fallbacks" -> fields.fallbacks = ChatHeadReader.fallbacks(json);
            case "prompt" -> {
                if (json.text(name).isBlank()) {
                    throw RequestJson.invalid(name, "prompt must not be empty.");
                }
            }
            case "n" -> fields.images = (int) json.count(name, MAX_IMAGES);
            case "size" -> fields.size = size(json);
            case "quality" -> fields.quality = json.printable(name, MAX_WORD);
            case "response_format" -> fields.responseFormat = format(json);
            case "output_format", "background", "moderation", "style" -> json.printable(name, MAX_WORD);
            case "user" -> json.text(name);
            case "stream" -> {
                if (json.flag(name)) {
                    throw RequestJson.invalid(name, "Images come whole here; leave stream out.");
                }
            }
            default -> json.skip();
        }
    }

    private static String size(RequestJson json) throws IOException {
        String size = json.printable("size", MAX_WORD);
        if (!SIZE.matcher(size).matches()) {
            throw RequestJson.invalid("size", "size must be auto, or width and height such as 1024x1024.");
        }
        return size;
    }

    private static String format(RequestJson json) throws IOException {
        String format = json.printable("response_format", MAX_WORD);
        if (!format.equals("url") && !format.equals("b64_json")) {
            throw RequestJson.invalid("response_format", "response_format must be url or b64_json.");
        }
        return format;
    }
}
