package dev.aigw.http;

import io.vertx.core.buffer.Buffer;

/** Builds one JSON object on one line, straight into bytes; an absent text is left out. */
final class JsonLine {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder(512);

    JsonLine begin() {
        text.setLength(0);
        text.append('{');
        return this;
    }

    JsonLine text(String name, String value) {
        if (!value.isEmpty()) {
            name(name).append('"');
            escape(value);
            text.append('"');
        }
        return this;
    }

    JsonLine number(String name, long value) {
        name(name).append(value);
        return this;
    }

    JsonLine flag(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    JsonLine usd(String name, long nanos) {
        Usd.append(name(name), nanos);
        return this;
    }

    void end(Buffer to) {
        to.appendString(text.append("}\n").toString());
    }

    private StringBuilder name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        return text.append('"').append(name).append("\":");
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
                text.append("\\u")
                        .append(HEX.charAt(c >> 12))
                        .append(HEX.charAt(c >> 8 & 15))
                        .append(HEX.charAt(c >> 4 & 15))
                        .append(HEX.charAt(c & 15));
            } else {
                text.append(c);
            }
        }
    }
}
