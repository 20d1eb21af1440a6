package dev.aigw.dialect.openai;

import static com.fasterxml.jackson.core.JsonToken.FIELD_NAME;
import static com.fasterxml.jackson.core.JsonToken.START_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_STRING;

import com.fasterxml.jackson.core.JsonParser;
import dev.aigw.dialect.json.Members;
import java.io.IOException;

/** Notes where the images, files and recordings of a message are; what they are made of is not looked at. */
final class MediaReader {
    private static final int NOWHERE = -1;

    private final RequestJson json;
    private final JsonParser parser;
    private final PromptParts parts;

    /** Where the last string that was asked for stands, without its quotes. */
    private int from;

    private int to;

    MediaReader(RequestJson json, PromptParts parts) {
        this.json = json;
        this.parser = json.parser();
        this.parts = parts;
    }

    /** Reads the value of one member of a part of a message's content. */
    void member(String name) throws IOException {
        switch (name) {
            case "image_url" -> image();
            case "input_audio" -> object("data", Prompt.Kind.AUDIO, Prompt.Kind.AUDIO);
            case "file" -> object("file_data", Prompt.Kind.FILE, Prompt.Kind.FILE_REFERENCE);
            default -> json.skip();
        }
    }

    private void image() throws IOException {
        if (parser.hasToken(VALUE_STRING)) { // some providers take the URL itself
            note();
            parts.add(Prompt.Kind.IMAGE, from, to);
            return;
        }
        if (!parser.hasToken(START_OBJECT)) {
            json.skip();
            return;
        }
        from = NOWHERE;
        Prompt.Kind kind = Prompt.Kind.IMAGE;
        while (parser.nextToken() == FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("url") && parser.hasToken(VALUE_STRING)) {
                note();
            } else if (name.equals("detail") && parser.hasToken(VALUE_STRING)) {
                kind = detail(parser.getText());
            } else {
                json.skip();
            }
        }
        parts.add(kind, Math.max(0, from), from == NOWHERE ? 0 : to);
    }

    private static Prompt.Kind detail(String detail) {
        return switch (detail) {
            case "low" -> Prompt.Kind.IMAGE_LOW;
            case "high" -> Prompt.Kind.IMAGE_HIGH;
            case "original" -> Prompt.Kind.IMAGE_ORIGINAL;
            default -> Prompt.Kind.IMAGE;
        };
    }

    private void object(String data, Prompt.Kind present, Prompt.Kind absent) throws IOException {
        if (!parser.hasToken(START_OBJECT)) {
            json.skip();
            return;
        }
        from = NOWHERE;
        while (parser.nextToken() == FIELD_NAME) {
            boolean wanted = parser.currentName().equals(data);
            parser.nextToken();
            if (wanted && parser.hasToken(VALUE_STRING)) {
                note();
            } else {
                json.skip();
            }
        }
        if (from == NOWHERE) {
            parts.add(absent, 0, 0);
        } else {
            parts.add(present, from, to);
        }
    }

    private void note() throws IOException {
        from = Members.tokenStart(parser) + 1;
        to = Members.tokenEnd(parser) - 1;
    }
}
