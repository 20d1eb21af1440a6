package dev.aigw.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.simulator.Answered.Stop;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ImaginationTest {
    @Test
    void saysTheSameToTheSameQuestionAndNamesTheModel() {
        Answered first = answer(chat("What is WordPress?"), "");
        Answered again = answer(chat("What is WordPress?").put("stream", true), "");

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(first.text()).contains("gpt-4o-mini", "What is WordPress?");
        assertThat(answer(chat("What is PHP?"), "").text()).isNotEqualTo(first.text());
    }

    @Test
    void countsFourCharactersAsAToken() {
        Answered answer = answer(chat("12345"), "");

        assertThat(answer.inputTokens()).isEqualTo(2);
        assertThat(answer.outputTokens()).isEqualTo((answer.text().length() + 3) / 4);
    }

    @Test
    void stopsAtTheTokenLimit() {
        Answered answer = answer(chat("Hello").put("max_tokens", 5), "");

        assertThat(answer.stop()).isEqualTo(Stop.LENGTH);
        assertThat(answer.text()).hasSize(20);
        assertThat(answer.outputTokens()).isEqualTo(5);
    }

    @Test
    void hasExactlyAsManyPiecesAsAskedFor() {
        assertThat(answer(chat("Hello"), "chunks=3").pieces()).hasSize(3);
        assertThat(answer(chat("Hello"), "chunks=500").pieces()).hasSize(500);
        assertThat(answer(chat("Hello"), "chunks=0").text()).isEmpty();
    }

    @Test
    void callsTheToolThatTheUserNames() {
        Answered answer = answer(chat("Please call get_weather now").put("tools", tools()), "");

        assertThat(answer.stop()).isEqualTo(Stop.TOOL);
        assertThat(answer.calls())
                .containsExactly(new Answered.Call("get_weather", "{\"city\":\"simulated city\",\"days\":1}"));
    }

    @Test
    void callsNoToolUnaskedAndTheFirstWhenItMust() {
        JsonObject request = chat("How are you?").put("tools", tools());

        assertThat(answer(request, "").calls()).isEmpty();
        assertThat(answer(request.copy().put("tool_choice", "required"), "").calls())
                .extracting(Answered.Call::name)
                .containsExactly("get_time");
        assertThat(answer(request.copy().put("tool_choice", named("get_weather")), "")
                        .calls())
                .extracting(Answered.Call::name)
                .containsExactly("get_weather");
    }

    @Test
    void talksOnceTheToolHasAnswered() {
        JsonObject request = chat("call get_weather").put("tools", tools()).put("tool_choice", "required");
        request.getJsonArray("messages")
                .add(new JsonObject().put("role", "assistant").putNull("content"))
                .add(new JsonObject()
                        .put("role", "tool")
                        .put("tool_call_id", "x")
                        .put("content", "sunny"));

        assertThat(answer(request, "").calls()).isEmpty();
    }

    @Test
    void fitsTheSchemaThatIsAskedFor() {
        JsonObject schema = new JsonObject("""
                {"type":"object","required":["kind","tags","next"],"properties":{
                  "kind":{"enum":["post","page"]},
                  "tags":{"type":"array","minItems":2,"items":{"type":"string","maxLength":4}},
                  "next":{"$ref":"#/$defs/node"},
                  "score":{"type":["number","null"],"minimum":0.5,"maximum":9},
                  "when":{"type":"string","format":"date"}},
                 "$defs":{"node":{"type":"object","properties":{
                   "name":{"type":"string"},"child":{"$ref":"#/$defs/node"}},"required":["name"]}}}""");
        JsonObject request = chat("Hello")
                .put(
                        "response_format",
                        new JsonObject()
                                .put("type", "json_schema")
                                .put(
                                        "json_schema",
                                        new JsonObject().put("name", "x").put("schema", schema)));

        JsonObject answer = new JsonObject(answer(request, "").text());

        assertThat(answer.getString("kind")).isEqualTo("post");
        assertThat(answer.getJsonArray("tags")).hasSize(2).first().isEqualTo("simu");
        assertThat(answer.getDouble("score")).isEqualTo(0.5);
        assertThat(answer.getString("when")).isEqualTo("2026-01-02");
        assertThat(answer.getJsonObject("next").getString("name")).isEqualTo("simulated name");
    }

    @Test
    void reportsCachedTokensOnDemandWithinTheInput() {
        assertThat(answer(chat("a question of some length"), "cached=3").cachedTokens())
                .isEqualTo(3);
        assertThat(answer(chat("short"), "cached=300").cachedTokens()).isEqualTo(2);
    }

    @Test
    void piecesMakeUpTheTextAgain() {
        String text = " Two  words,\n\nand 🙂🙂 more.  ";

        assertThat(String.join("", Pieces.words(text))).isEqualTo(text);
        assertThat(String.join("", Pieces.ofLength(text, 3))).isEqualTo(text);
        assertThat(Pieces.ofLength("ab🙂", 3)).containsExactly("ab🙂");
    }

    private static Answered answer(JsonObject request, String faults) {
        return Imagination.answer(OpenAiRequest.read(request), Faults.parse(faults));
    }

    private static JsonObject chat(String text) {
        return new JsonObject()
                .put("model", "gpt-4o-mini")
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
    }

    private static JsonArray tools() {
        return new JsonArray().add(tool("get_time", "{}")).add(tool("get_weather", """
                        {"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}}}"""));
    }

    private static JsonObject tool(String name, String schema) {
        return new JsonObject()
                .put("type", "function")
                .put("function", new JsonObject().put("name", name).put("parameters", new JsonObject(schema)));
    }

    private static JsonObject named(String name) {
        return new JsonObject().put("type", "function").put("function", new JsonObject().put("name", name));
    }
}
