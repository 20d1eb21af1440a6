package dev.aigw.cli;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * One thing that doctor looked at.
 *
 * @param subject what it is about, such as {@code postgres} or {@code provider openai}
 * @param words what was seen
 * @param advice what to do about it; empty when there is nothing to do
 */
record Finding(Verdict verdict, String subject, String words, String advice) {

    enum Verdict {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String subject, String words) {
        return new Finding(Verdict.OK, subject, words, "");
    }

    static Finding warn(String subject, String words, String advice) {
        return new Finding(Verdict.WARN, subject, words, advice);
    }

    static Finding fail(String subject, String words, String advice) {
        return new Finding(Verdict.FAIL, subject, words, advice);
    }

    JsonObject json() {
        return new JsonObject()
                .put("verdict", verdict.name().toLowerCase(Locale.ROOT))
                .put("subject", subject)
                .put("words", words)
                .put("advice", advice);
    }

    String text() {
        String line = String.format("%-5s %-20s %s%n", verdict.name().toLowerCase(Locale.ROOT), subject, words);
        return advice.isEmpty() ? line : line + String.format("%-26s -> %s%n", "", advice);
    }
}
