package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLogLinesTest {
    private final Logger logger = new LoggerContext().getLogger("dev.aigw.Thing");

    @Test
    void writesAnEventAsOneLine() {
        String line = line(null, "two\nlines \"quoted\" {}", "é");

        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        JsonObject json = new JsonObject(line);
        assertThat(Instant.parse(json.getString("time"))).isBeforeOrEqualTo(Instant.now());
        assertThat(json.getString("level")).isEqualTo("warn");
        assertThat(json.getString("logger")).isEqualTo("dev.aigw.Thing");
        assertThat(json.getString("message")).isEqualTo("two\nlines \"quoted\" é");
        assertThat(json.containsKey("stack")).isFalse();
    }

    @Test
    void carriesTheStackOfWhatWasThrown() {
        String line = line(new IllegalStateException("broken"), "failed");

        assertThat(new JsonObject(line).getString("stack"))
                .startsWith("java.lang.IllegalStateException: broken")
                .contains("JsonLogLinesTest");
        assertThat(line).containsOnlyOnce("\n");
    }

    private String line(@Nullable Throwable thrown, String message, Object... arguments) {
        LoggingEvent event = new LoggingEvent("", logger, Level.WARN, message, thrown, arguments);
        return new String(new JsonLogLines().encode(event), StandardCharsets.UTF_8);
    }
}
