package dev.aigw.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    private final JsonLine line = new JsonLine();

    @Test
    void writesOneParsableLineWhateverTheTextHolds() {
        String nasty = "a\"b\\c\nd\u0000e\u2028f\ud83d\ude00g\u007f";
        Buffer out = Buffer.buffer();

        line.begin()
                .text("id", nasty)
                .number("n", -5)
                .flag("b", true)
                .usd("usd", 1_500_000_000)
                .end(out);

        assertThat(out.toString())
                .endsWith("}\n")
                .satisfies(text -> assertThat(text.strip()).doesNotContain("\n"));
        assertThat(new JsonObject(out))
                .isEqualTo(new JsonObject()
                        .put("id", nasty)
                        .put("n", -5)
                        .put("b", true)
                        .put("usd", 1.5));
    }

    @Test
    void leavesOutWhatIsAbsent() {
        Buffer out = Buffer.buffer();

        line.begin().text("empty", "").number("n", 1).end(out);

        assertThat(out.toString()).isEqualTo("{\"n\":1}\n");
    }

    @Test
    void beginsAnewForEachLine() {
        Buffer out = Buffer.buffer();

        line.begin().number("a", 1).end(out);
        line.begin().number("b", 2).end(out);

        assertThat(out.toString()).isEqualTo("{\"a\":1}\n{\"b\":2}\n");
    }
}
