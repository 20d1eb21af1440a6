package dev.aigw.dialect.openai;

import static com.fasterxml.jackson.core.JsonToken.END_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.FIELD_NAME;
import static com.fasterxml.jackson.core.JsonToken.START_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.START_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_NULL;
import static com.fasterxml.jackson.core.JsonToken.VALUE_STRING;

import com.fasterxml.jackson.core.JsonParser;
import dev.aigw.dialect.json.Members;
import java.io.IOException;

/** Checks the shape of {@code messages} and notes where an estimate finds its text; keeps none of it. */
final class MessageReader {
    private static final String MESSAGES = "messages";

    private final RequestJson json;
    private final JsonParser parser;
    private final ChatHead.Fields fields;
    private final int maxMessages;
    private final MediaReader media;

    MessageReader(RequestJson json, ChatHead.Fields fields, int maxMessages) {
        this.json = json;
        this.parser = json.parser();
        this.fields = fields;
        this.maxMessages = maxMessages;
        this.media = new MediaReader(json, fields.parts);
    }

    void read() throws IOException {
        json.expect(START_ARRAY, MESSAGES, "an array");
        int count = 0;
        while (parser.nextToken() != END_ARRAY) {
            if (count == maxMessages) {
                throw RequestJson.invalid(MESSAGES, "messages must not have more than " + maxMessages + " entries.");
            }
            message(count++);
        }
        if (count == 0) {
            throw RequestJson.invalid(MESSAGES, "messages must not be empty.");
        }
    }

    private void message(int index) throws IOException {
        if (!parser.hasToken(START_OBJECT)) {
            throw RequestJson.invalid(path(index, ""), path(index, "") + " must be an object.");
        }
        fields.parts.messages++;
        boolean hasRole = false;
        while (parser.nextToken() == FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "role" -> {
                    role(index);
                    hasRole = true;
                }
                case "content" -> content(index);
                case "name" -> {
                    fields.parts.names += parser.hasToken(VALUE_STRING) ? 1 : 0;
                    textOrSkip();
                }
                case "refusal", "reasoning_content", "reasoning" -> textOrSkip();
                case "tool_calls" -> skipCounting(this::calls);
                case "function_call" -> call(false);
                default -> json.skip();
            }
        }
        if (!hasRole) {
            throw RequestJson.invalid(path(index, ".role"), path(index, ".role") + " is missing.");
        }
    }

    private void role(int index) throws IOException {
        boolean known = parser.hasToken(VALUE_STRING)
                && switch (parser.getText()) {
                    case "system", "developer", "user", "assistant", "tool", "function" -> true;
                    default -> false;
                };
        if (!known) {
            throw RequestJson.invalid(
                    path(index, ".role"),
                    path(index, ".role") + " must be system, developer, user, assistant, tool or function.");
        }
    }

    private void content(int index) throws IOException {
        if (parser.hasToken(VALUE_STRING)) {
            fields.promptCharacters += parser.getTextLength();
            addString(Prompt.Kind.TEXT);
        } else if (parser.hasToken(START_ARRAY)) {
            int part = 0;
            while (parser.nextToken() != END_ARRAY) {
                part(index, part++);
            }
        } else if (!parser.hasToken(VALUE_NULL)) {
            String at = path(index, ".content");
            throw RequestJson.invalid(at, at + " must be a string, an array of parts, or null.");
        }
    }

    private void part(int index, int part) throws IOException {
        if (!parser.hasToken(START_OBJECT)) {
            String at = path(index, ".content[" + part + "]");
            throw RequestJson.invalid(at, at + " must be an object.");
        }
        boolean hasType = false;
        while (parser.nextToken() == FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("type") && parser.hasToken(VALUE_STRING)) {
                hasType = true;
                if (parser.getText().equals("image_url")) {
                    fields.images++;
                }
            } else if (name.equals("text") && parser.hasToken(VALUE_STRING)) {
                fields.promptCharacters += parser.getTextLength();
                addString(Prompt.Kind.TEXT);
            } else if (name.equals("refusal")) {
                textOrSkip();
            } else {
                media.member(name);
            }
        }
        if (!hasType) {
            String at = path(index, ".content[" + part + "].type");
            throw RequestJson.invalid(at, at + " must be a string.");
        }
    }

    private void skipCounting(Reading value) throws IOException {
        int start = Members.tokenStart(parser);
        value.read();
        fields.promptCharacters += Members.tokenEnd(parser) - start;
    }

    private interface Reading {
        void read() throws IOException;
    }

    private void calls() throws IOException {
        if (!parser.hasToken(START_ARRAY)) {
            json.skip();
            return;
        }
        while (parser.nextToken() != END_ARRAY) {
            call(true);
        }
    }

    /** A call, whose name and arguments stand in it or in its {@code function} or {@code custom}. */
    private void call(boolean wrapped) throws IOException {
        if (!parser.hasToken(START_OBJECT)) {
            json.skip();
            return;
        }
        while (parser.nextToken() == FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "function", "custom" -> {
                    if (wrapped) {
                        call(false);
                    } else {
                        json.skip();
                    }
                }
                case "name" -> {
                    fields.parts.calls += parser.hasToken(VALUE_STRING) ? 1 : 0;
                    textOrSkip();
                }
                case "arguments", "input" -> textOrSkip();
                default -> json.skip();
            }
        }
    }

    private void textOrSkip() throws IOException {
        if (parser.hasToken(VALUE_STRING)) {
            addString(Prompt.Kind.TEXT);
        } else {
            json.skip();
        }
    }

    private void addString(Prompt.Kind kind) throws IOException {
        int quote = Members.tokenStart(parser);
        fields.parts.add(kind, quote + 1, Members.tokenEnd(parser) - 1);
    }

    private static String path(int index, String rest) {
        return "messages[" + index + "]" + rest;
    }
}
