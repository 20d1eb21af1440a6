package dev.aigw.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aigw.dialect.AnswerStream;
import dev.aigw.dialect.Dialects;
import dev.aigw.dialect.Ending;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.ProviderError.Kind;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.Told;
import dev.aigw.dialect.Translation;
import dev.aigw.dialect.Translation.Answer;
import dev.aigw.dialect.WireFormat;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.HeadLimits;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's answers, as a caller of OpenAI's dialect gets them. */
final class AnthropicAnswerTest {
    private static final String START = event(
            "{'type':'message_start','message':{'id':'msg_1','model':'claude','usage':"
                    + "{'input_tokens':10,'cache_read_input_tokens':3,'cache_creation_input_tokens':2,'output_tokens':1}}}");
    private static final String TEXT =
            event("{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}")
                    + event("{'type':'ping'}")
                    + event("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Grüß '}}")
                    + event("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'😀'}}")
                    + event("{'type':'content_block_stop','index':0}");
    private static final String END =
            event("{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':20}}");
    private static final String STOP = event("{'type':'message_stop'}");
    private static final TokenUsage SPENT = new TokenUsage(15, 3, 2, 20, 0);

    private static String event(String json) {
        String data = json.replace('\'', '"');
        String type = data.replaceFirst("\\{\"type\":\"([a-z_]+)\".*", "$1");
        return "event: " + type + "\ndata: " + data + "\n\n";
    }

    @Test
    void translatesAWholeAnswer() throws IOException {
        Answer answer = call(false).answer(Buffer.buffer("""
                {'id':'msg_1','type':'message','role':'assistant','model':'claude-x','content':[
                  {'type':'thinking','thinking':'hm','signature':'s'},
                  {'type':'text','text':'Hello '},
                  {'type':'server_tool_use','id':'s','name':'web_search','input':{}},
                  {'type':'text','text':'world'},
                  {'type':'tool_use','id':'t1','name':'f','input':{'x':1}},
                  {'type':'tool_use','id':'t2','name':'g','input':{}}],
                 'stop_reason':'tool_use','usage':{'input_tokens':10,'cache_read_input_tokens':3,
                  'cache_creation_input_tokens':2,'output_tokens':20,'output_tokens_details':{'thinking_tokens':4}}}""".replace('\'', '"')));

        JsonNode body = Json.mapper().readTree(answer.completion().getBytes());
        assertThat(body.path("object").asText()).isEqualTo("chat.completion");
        assertThat(body.path("id").asText()).isEqualTo("msg_1");
        assertThat(body.path("model").asText()).isEqualTo("claude-x");
        assertThat(body.path("created").asLong()).isPositive();
        JsonNode choice = body.path("choices").path(0);
        assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(choice.path("message")).isEqualTo(Json.mapper().readTree("""
                {"role":"assistant","content":"Hello world","refusal":null,"reasoning_content":"hm","tool_calls":[
                  {"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"x\\":1}"}},
                  {"id":"t2","type":"function","function":{"name":"g","arguments":"{}"}}]}"""));
        assertThat(answer.usage()).contains(new TokenUsage(15, 3, 2, 20, 4));
        assertThat(answer.completion().toString())
                .contains("\"usage\":" + answer.usageJson().orElseThrow());
        assertThat(body.path("usage")).isEqualTo(Json.mapper().readTree("""
                {"prompt_tokens":15,"completion_tokens":20,"total_tokens":35,
                 "prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},
                 "completion_tokens_details":{"reasoning_tokens":4}}"""));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,stop",
        "stop_sequence,stop",
        "pause_turn,stop",
        "max_tokens,length",
        "model_context_window_exceeded,length",
        "tool_use,tool_calls",
        "refusal,content_filter",
        "something_new,stop"
    })
    void translatesTheReasonForStopping(String anthropic, String openai) throws IOException {
        String message = "{\"type\":\"message\",\"content\":[],\"stop_reason\":\"" + anthropic + "\"}";
        AnswerStream stream = call(false).stream();

        Answer whole = call(false).answer(Buffer.buffer(message));
        Buffer streamed = stream.feed(Buffer.buffer(START + END.replace("end_turn", anthropic)));

        assertThat(Told.whole(whole.completion().toString()).finishReasons).containsEntry(0, openai);
        assertThat(Told.stream(streamed.toString()).finishReasons).containsEntry(0, openai);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "<html>",
                "{\"type\":\"message\",\"content\":[]}",
                "{\"type\":\"message\",\"stop_reason\":\"end_turn\"}"
            })
    void refusesWhatIsNoMessage(String body) {
        assertThatExceptionOfType(MalformedAnswer.class)
                .isThrownBy(() -> call(false).answer(Buffer.buffer(body)));
    }

    @Test
    void streamsTextWhereverTheBytesAreCut() throws IOException {
        byte[] bytes = Buffer.buffer(START + TEXT + END + STOP).getBytes();

        for (int cut = 0; cut <= bytes.length; cut++) {
            AnswerStream stream = call(true).stream();
            Buffer out = Buffer.buffer();
            out.appendBuffer(stream.feed(Buffer.buffer(Arrays.copyOfRange(bytes, 0, cut))));
            out.appendBuffer(stream.feed(Buffer.buffer(Arrays.copyOfRange(bytes, cut, bytes.length))));
            out.appendBuffer(stream.finish(Ending.of(1_500)).orElseThrow());

            Told told = Told.stream(out.toString());

            assertThat(told.text).containsEntry(0, "Grüß 😀");
            assertThat(told.finishReasons).containsEntry(0, "stop");
            assertThat(told.done).isTrue();
            assertThat(told.ids).containsOnly("msg_1");
            assertThat(told.usages).singleElement().isEqualTo(Json.mapper().readTree("""
                    {"prompt_tokens":15,"completion_tokens":20,"total_tokens":35,
                     "prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},
                     "completion_tokens_details":{"reasoning_tokens":0},"cost_usd":0.0000015}"""));
            assertThat(stream.usage()).contains(SPENT);
            assertThat(stream.characters()).isEqualTo(7);
        }
    }

    @Test
    void beginsWithTheRole() {
        Buffer out = call(false).stream().feed(Buffer.buffer(START));

        assertThat(out.toString())
                .startsWith("data: {\"id\":\"msg_1\",\"object\":\"chat.completion.chunk\",\"created\":")
                .contains("\"delta\":{\"role\":\"assistant\",\"content\":\"\"")
                .endsWith("\"finish_reason\":null}]}\n\n");
    }

    @Test
    void tellsWhatStaysInTheCacheForAnHourFromWhatStaysForMinutes() {
        AnswerStream stream = call(false).stream();
        String start = START.replace(
                "\"cache_creation_input_tokens\":2",
                "\"cache_creation_input_tokens\":7,"
                        + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":2,\"ephemeral_1h_input_tokens\":5}");

        stream.feed(Buffer.buffer(start + TEXT + END + STOP));

        assertThat(stream.usage()).contains(new TokenUsage(20, 3, 7, 20, 0, 5, 0, 0));
    }

    @Test
    void tellsUsageOnlyIfAsked() throws IOException {
        AnswerStream stream = call(false).stream();
        Buffer out = stream.feed(Buffer.buffer(START + TEXT + END + STOP));

        out.appendBuffer(stream.finish(Ending.of(5)).orElseThrow());

        assertThat(Told.stream(out.toString()).usages).isEmpty();
        assertThat(stream.usage()).contains(SPENT);
    }

    @Test
    void streamsReasoningAndToolCalls() throws IOException {
        AnswerStream stream = call(false).stream();
        Buffer out = stream.feed(Buffer.buffer(START
                + event("{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':''}}")
                + event("{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'hm'}}")
                + event("{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'zz'}}")
                + event(
                        "{'type':'content_block_start','index':1,'content_block':{'type':'server_tool_use','id':'s','name':'web','input':{}}}")
                + event(
                        "{'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta','partial_json':'{}'}}")
                + event(
                        "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'t1','name':'f','input':{}}}")
                + event(
                        "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':''}}")
                + event(
                        "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':'{\\\"a\\\"'}}")
                + event(
                        "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':':1}'}}")
                + event("{'type':'content_block_stop','index':2}")
                + event(
                        "{'type':'content_block_start','index':3,'content_block':{'type':'tool_use','id':'t2','name':'g','input':{}}}")
                + event("{'type':'content_block_stop','index':3}")
                + event("{'type':'never_heard_of'}")
                + END.replace("end_turn", "tool_use")
                + STOP));

        Told told = Told.stream(out.toString());

        assertThat(told.reasoning).containsEntry(0, "hm");
        assertThat(told.toolCalls)
                .containsEntry("0/0", "f:{\"a\":1}")
                .containsEntry("0/1", "g:{}")
                .hasSize(2);
        assertThat(told.finishReasons).containsEntry(0, "tool_calls");
        assertThat(out.toString())
                .contains("\"id\":\"t1\",\"type\":\"function\"")
                .doesNotContain("zz");
    }

    @Test
    void isNotCompleteUntilTheProviderSaysThatThisWasAll() {
        AnswerStream cutInText = call(false).stream();
        cutInText.feed(Buffer.buffer(START + TEXT));
        AnswerStream cutBeforeStop = call(false).stream();
        cutBeforeStop.feed(Buffer.buffer(START + TEXT + END));
        AnswerStream withoutEmptyLine = call(false).stream();
        withoutEmptyLine.feed(Buffer.buffer(START + TEXT + END + STOP.strip()));

        assertThat(cutInText.finished()).isFalse();
        assertThat(cutInText.usage()).isEmpty();
        assertThat(cutInText.finish(Ending.of(0))).isEmpty();
        assertThat(cutBeforeStop.finished()).isTrue();
        assertThat(cutBeforeStop.finish(Ending.of(0))).isEmpty();
        assertThat(withoutEmptyLine.finish(Ending.of(0))).isPresent();
    }

    @Test
    void keepsAnErrorOfTheProviderToItself() throws IOException {
        AnswerStream stream = call(false).stream();

        Buffer out = stream.feed(Buffer.buffer(START
                + TEXT
                + event("{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}")
                + END
                + STOP));

        assertThat(Told.stream(out.toString()).errors).isEmpty();
        assertThat(Told.stream(out.toString()).finishReasons).isEmpty();
        assertThat(stream.error()).contains(new ProviderError(Kind.OVERLOADED, 503, "Overloaded"));
        assertThat(stream.finish(Ending.of(0))).isEmpty();
        assertThat(stream.failure(stream.error().orElseThrow()).toString()).startsWith("data: {\"error\":{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|invalid_request_error|prompt is too long: 300000 tokens > 200000 maximum|CONTEXT_LENGTH",
                "400|invalid_request_error|Your credit balance is too low|ACCOUNT",
                "400|invalid_request_error|Output blocked by content filtering policy|CONTENT_FILTERED",
                "400|invalid_request_error|messages: roles must alternate|INVALID_REQUEST",
                "401|authentication_error|invalid x-api-key|ACCOUNT",
                "402|billing_error|pay|ACCOUNT",
                "403|permission_error|no|ACCOUNT",
                "404|not_found_error|model: nope|UNKNOWN_MODEL",
                "413|request_too_large|big|INVALID_REQUEST",
                "429|rate_limit_error|slow|RATE_LIMITED",
                "500|api_error|oops|SERVER",
                "504|timeout_error|late|TIMEOUT",
                "529|overloaded_error|busy|OVERLOADED",
                "503|new_error|?|OVERLOADED",
            })
    void understandsErrors(int status, String type, String message, Kind kind) {
        String body = "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"},"
                + "\"request_id\":\"req_1\"}";

        ProviderError error = call(false).error(status, Buffer.buffer(body));

        assertThat(error).isEqualTo(new ProviderError(kind, status, message));
    }

    @Test
    void understandsAPageOfSomethingBeforeTheProvider() {
        ProviderError error = call(false).error(502, Buffer.buffer("<html><title>502 Bad Gateway</title></html>"));

        assertThat(error).isEqualTo(new ProviderError(Kind.SERVER, 502, "502 Bad Gateway"));
    }

    private static Translation call(boolean includeUsage) {
        String body =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"stream\":true,\"stream_options\":{\"include_usage\":"
                        + includeUsage + "}}";
        ChatHead head = ChatHead.read(Buffer.buffer(body), HeadLimits.DEFAULT);
        return Dialects.translate(head, WireFormat.ANTHROPIC_MESSAGES, "claude-x", true, 100);
    }
}
