package dev.aigw.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.aigw.error.GatewayException;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptTest {
    @Test
    void findsAllThatBecomesInput() {
        Prompt prompt = read("""
                {"tools":[{"type":"function"}], "user":"not this", "stop":["nor this"],
                 "messages":[
                  {"role":"system","content":"be \\"brief\\"","name":"boss"},
                  {"role":"user","content":[
                    {"type":"text","text":"look"},
                    {"type":"image_url","image_url":{"url":"https://x/1","detail":"low"}},
                    {"type":"image_url","image_url":{"detail":"high","url":"https://x/2"}},
                    {"type":"image_url","image_url":{"url":"https://x/3","detail":"original"}},
                    {"type":"image_url","image_url":"https://x/4"},
                    {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}},
                    {"type":"file","file":{"filename":"f","file_data":"data:x"}},
                    {"type":"file","file":{"file_id":"file-1"}}]},
                  {"role":"assistant","content":null,"refusal":"no","tool_calls":[
                    {"id":"call_1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}},
                    {"id":"call_2","type":"custom","custom":{"name":"g","input":"in"}}]},
                  {"role":"tool","tool_call_id":"call_1","content":"result"}],
                 "response_format":{"type":"json_object"}}""");

        assertThat(parts(prompt))
                .containsExactly(
                        "TOOLS [{\"type\":\"function\"}]",
                        "TEXT be \"brief\"",
                        "TEXT boss",
                        "TEXT look",
                        "IMAGE_LOW https://x/1",
                        "IMAGE_HIGH https://x/2",
                        "IMAGE_ORIGINAL https://x/3",
                        "IMAGE https://x/4",
                        "AUDIO AAAA",
                        "FILE data:x",
                        "FILE_REFERENCE ",
                        "TEXT no",
                        "TEXT f",
                        "TEXT {\"a\":1}",
                        "TEXT g",
                        "TEXT in",
                        "TEXT result",
                        "JSON {\"type\":\"json_object\"}");
        assertThat(prompt.messages()).isEqualTo(4);
        assertThat(prompt.names()).isEqualTo(1);
        assertThat(prompt.calls()).isEqualTo(2);
    }

    @Test
    void passesOverWhatHasAnotherFormThanExpected() {
        Prompt prompt = read("""
                {"tools":null,"response_format":null,"messages":[
                  {"role":"user","name":7,"refusal":[],"tool_calls":{"a":[]},"function_call":"f","content":[
                    {"type":"image_url","image_url":7},
                    {"type":"image_url","image_url":{"url":["x"],"detail":{}}},
                    {"type":"input_audio","input_audio":[1]},
                    {"type":"file","file":"x"},
                    {"type":"new","new":{"a":{"b":[]}}}]},
                  {"role":"assistant","tool_calls":[7,{"function":[{"name":"x"}]},{"function":{"function":{"name":"y"}}}]}]}""");

        assertThat(parts(prompt)).containsExactly("IMAGE ");
    }

    @Test
    void refusesDepthWhereverItIs() {
        String deep = "[".repeat(200) + "]".repeat(200);
        for (String message : List.of(
                "\"tool_calls\":[{\"function\":{\"arguments\":" + deep + "}}]",
                "\"tool_calls\":[{\"function\":{\"function\":" + deep + "}}]",
                "\"function_call\":{\"x\":" + deep + "}",
                "\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":" + deep + "}}]",
                "\"content\":[{\"type\":\"file\",\"file\":" + deep + "}]")) {
            assertThatExceptionOfType(GatewayException.class)
                    .isThrownBy(() -> read("{\"messages\":[{\"role\":\"user\"," + message + "}]}"));
        }
    }

    private static Prompt read(String json) {
        return ChatHead.read(Buffer.buffer(json), HeadLimits.DEFAULT).prompt();
    }

    private static List<String> parts(Prompt prompt) {
        List<String> parts = new ArrayList<>();
        for (int part = 0; part < prompt.size(); part++) {
            parts.add(prompt.kind(part) + " " + prompt.text(part));
        }
        return parts;
    }
}
