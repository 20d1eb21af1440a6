package dev.aigw.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.Dialects;
import dev.aigw.dialect.Translation;
import dev.aigw.dialect.WireFormat;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.HeadLimits;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A chat request of OpenAI's dialect, as Anthropic gets it. */
final class MessagesRequestTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String HI_THERE =
            "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]";

    @Test
    void saysTheLeastThatIsNeeded() throws IOException {
        Translation call = call("claude-sonnet-4-5", "{" + HI + "}", false);

        assertThat(tree(call)).isEqualTo(json("{'model':'claude-sonnet-4-5','max_tokens':8192," + HI_THERE + "}"));
        assertThat(call.ignored()).isEmpty();
    }

    @Test
    void translatesWhatBothSidesKnow() throws IOException {
        Translation call = call(
                "claude-sonnet-4-5",
                "{'model':'x','provider':'anthropic','request_id':'r','max_completion_tokens':50,'temperature':0.70,"
                        + "'stop':['END','STOP'],'user':'u-1','stream':true,'stream_options':{'include_usage':true},"
                        + "'n':1,'logprobs':false,'frequency_penalty':0," + HI + "}",
                true);

        assertThat(tree(call))
                .isEqualTo(json("{'model':'claude-sonnet-4-5','max_tokens':50," + HI_THERE + ",'temperature':0.7,"
                        + "'stop_sequences':['END','STOP'],'metadata':{'user_id':'u-1'},'stream':true}"));
        assertThat(call.ignored()).isEmpty();
    }

    @Test
    void movesSystemAndDeveloperMessagesToTheFront() throws IOException {
        JsonNode body = tree(call(
                "m",
                "{'messages':[{'role':'system','content':'A'},{'role':'user','content':'B'},"
                        + "{'role':'developer','content':[{'type':'text','text':'C'}]}]}",
                false));

        assertThat(body.get("system")).isEqualTo(json("[{'type':'text','text':'A'},{'type':'text','text':'C'}]"));
        assertThat(body.get("messages")).isEqualTo(json("[{'role':'user','content':[{'type':'text','text':'B'}]}]"));
    }

    @Test
    void joinsNeighboursOfOneSideAndToolResults() throws IOException {
        JsonNode body = tree(call("m", """
                {'messages':[{'role':'user','content':'A'},{'role':'user','content':'B'},
                 {'role':'assistant','content':null,'tool_calls':[
                   {'id':'call.1','type':'function','function':{'name':'f','arguments':'{\\"x\\":1.50}'}},
                   {'id':'c2','type':'function','function':{'name':'g','arguments':''}}]},
                 {'role':'tool','tool_call_id':'call.1','content':'sun'},
                 {'role':'tool','tool_call_id':'c2','content':[{'type':'text','text':'rain'},
                   {'type':'image_url','image_url':{'url':'https://x.test/a.png'}}]},
                 {'role':'user','content':'and?'},{'role':'assistant','content':'well'}]}""", false));

        assertThat(body.get("messages")).isEqualTo(json("""
                [{'role':'user','content':[{'type':'text','text':'A'},{'type':'text','text':'B'}]},
                 {'role':'assistant','content':[
                   {'type':'tool_use','id':'call_1','name':'f','input':{'x':1.50}},
                   {'type':'tool_use','id':'c2','name':'g','input':{}}]},
                 {'role':'user','content':[
                   {'type':'tool_result','tool_use_id':'call_1','content':[{'type':'text','text':'sun'}]},
                   {'type':'tool_result','tool_use_id':'c2','content':[{'type':'text','text':'rain'},
                     {'type':'image','source':{'type':'url','url':'https://x.test/a.png'}}]},
                   {'type':'text','text':'and?'}]},
                 {'role':'assistant','content':[{'type':'text','text':'well'}]}]"""));
    }

    @Test
    void translatesImagesAndFiles() throws IOException {
        JsonNode body = tree(call("m", """
                {'messages':[{'role':'user','content':[
                  {'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD','detail':'auto'}},
                  {'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,REVG'}},
                  {'type':'file','file':{'file_data':'data:text/plain;charset=utf-8;base64,R3LDvG4='}},
                  {'type':'text','text':'  '}]}]}""", false));

        assertThat(body.at("/messages/0/content")).isEqualTo(json("""
                [{'type':'image','source':{'type':'base64','media_type':'image/png','data':'QUJD'}},
                 {'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'REVG'},'title':'a.pdf'},
                 {'type':'document','source':{'type':'text','media_type':'text/plain','data':'Grün'}}]"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'tool_choice':'auto'|",
                "'tool_choice':'none'|{'type':'none'}",
                "'tool_choice':'required'|{'type':'any'}",
                "'tool_choice':{'type':'function','function':{'name':'f'}}|{'type':'tool','name':'f'}",
                "'parallel_tool_calls':true|",
                "'parallel_tool_calls':false|{'type':'auto','disable_parallel_tool_use':true}",
                "'tool_choice':'required','parallel_tool_calls':false|{'type':'any','disable_parallel_tool_use':true}",
                "'tool_choice':'none','parallel_tool_calls':false|{'type':'none'}",
            })
    void translatesToolsAndTheirChoice(String asked, @Nullable String expected) throws IOException {
        JsonNode body = tree(call(
                "m",
                "{" + HI + "," + asked + ",'tools':[{'type':'function','function':{'name':'f',"
                        + "'description':'d','strict':false,'parameters':{'type':'object','properties':{}}}},"
                        + "{'type':'function','function':{'name':'g'}}]}",
                false));

        assertThat(body.get("tools"))
                .isEqualTo(json("[{'name':'f','description':'d','input_schema':{'type':'object','properties':{}}},"
                        + "{'name':'g','input_schema':{'type':'object'}}]"));
        assertThat(body.path("tool_choice"))
                .isEqualTo(expected == null ? Json.mapper().missingNode() : json(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'json_schema','json_schema':{'name':'n','strict':true,'schema':S}}",
                "{'type':'json_schema','json_schema':S}",
            })
    void translatesASchemaInBothForms(String format) throws IOException {
        String schema = "{'type':'object','properties':{'type':{'type':'string','default':{'type':'object'}}}}";

        JsonNode body = tree(call("m", "{" + HI + ",'response_format':" + format.replace("S", schema) + "}", false));

        ObjectNode closed = (ObjectNode) json(schema);
        closed.put("additionalProperties", false);
        assertThat(body.at("/output_config/format/type").asText()).isEqualTo("json_schema");
        assertThat(body.at("/output_config/format/schema")).isEqualTo(closed);
    }

    @Test
    void asksForJsonInWordsAndSaysThatNothingEnforcesIt() throws IOException {
        Translation call = call("m", "{" + HI + ",'response_format':{'type':'json_object'}}", false);

        assertThat(tree(call).at("/system/0/text").asText()).contains("JSON object");
        assertThat(call.ignored()).containsExactly("response_format");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "claude-sonnet-4-5|'temperature':1.8|'temperature':1|temperature",
                "claude-sonnet-4-5|'temperature':0.5,'top_p':0.9|'temperature':0.5|top_p",
                "claude-sonnet-4-5|'top_p':0.9|'top_p':0.9|",
                "claude-sonnet-4-5-20250929|'temperature':0.5|'temperature':0.5|",
                "claude-sonnet-4-20250514|'temperature':0.5|'temperature':0.5|",
                "claude-3-5-haiku-20241022|'temperature':0.5|'temperature':0.5|",
                "claude-opus-4-7|'temperature':0.5||temperature",
                "claude-opus-5|'top_p':0.5||top_p",
            })
    void asksForNoSamplingThatTheModelRefuses(
            String model, String asked, @Nullable String said, @Nullable String ignored) throws IOException {
        Translation call = call(model, "{" + HI + "," + asked + "}", false);

        assertThat(tree(call))
                .isEqualTo(json("{'model':'" + model + "','max_tokens':8192," + HI_THERE
                        + (said == null ? "" : "," + said) + "}"));
        assertThat(call.ignored()).isEqualTo(ignored == null ? List.of() : List.of(ignored));
    }

    @Test
    void listsWhatItLeavesOut() {
        Translation call = call("m", """
                {'messages':[{'role':'user','name':'Ann','content':[{'type':'image_url',
                  'image_url':{'url':'https://x.test/a.png','detail':'low'}}]}],
                 'seed':1,'frequency_penalty':0.5,'presence_penalty':0,'reasoning_effort':'low','never_heard_of':{'a':1},
                 'store':false,'metadata':{},'tools':[{'type':'function','function':{'name':'f','strict':true}}]}""", false);

        assertThat(call.ignored())
                .containsExactlyInAnyOrder(
                        "messages[].name",
                        "messages[].content[].image_url.detail",
                        "seed",
                        "frequency_penalty",
                        "reasoning_effort",
                        "never_heard_of",
                        "tools[].function.strict");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "M,'n':2|n",
                "M,'logprobs':true|logprobs",
                "M,'top_logprobs':3|top_logprobs",
                "M,'modalities':['text','audio']|modalities",
                "M,'audio':{'voice':'v'}|audio",
                "M,'web_search_options':{}|web_search_options",
                "M,'functions':[{'name':'f'}]|functions",
                "M,'stop':' \\n'|stop",
                "M,'stop':[1]|stop",
                "M,'tools':[{'type':'custom','custom':{}}]|tools[0].type",
                "M,'tools':[{'type':'function','function':{}}]|tools[0].function.name",
                "M,'tool_choice':{'type':'allowed_tools'}|tool_choice",
                "M,'parallel_tool_calls':'no'|parallel_tool_calls",
                "M,'response_format':{'type':'xml'}|response_format.type",
                "M,'response_format':{'type':'json_schema','json_schema':{'name':'n'}}|response_format.json_schema",
                "'messages':[{'role':'system','content':'only'}]|messages",
                "'messages':[{'role':'user','content':' '}]|messages",
                "'messages':[{'role':'function','name':'f','content':'x'}]|messages[0].role",
                "'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{}}]}]|messages[0].content[0].type",
                "'messages':[{'role':'user','content':[{'type':'text'}]}]|messages[0].content[0].text",
                "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'file:///x'}}]}]"
                        + "|messages[0].content[0].image_url.url",
                "'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}]"
                        + "|messages[0].content[0].file.file_data",
                "'messages':[{'role':'user','content':[{'type':'file','file':{'file_data':'data:application/zip;base64,QQ=='}}]}]"
                        + "|messages[0].content[0].file.file_data",
                "'messages':[{'role':'system','content':[{'type':'image_url','image_url':{'url':'https://x.test'}}]}]"
                        + "|messages[0].content",
                "'messages':[{'role':'user','content':'x'},{'role':'tool','content':'x'}]|messages[1].tool_call_id",
                "'messages':[{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':'{'}}]}]"
                        + "|messages[0].tool_calls[0].function.arguments",
                "'messages':[{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':'[1]'}}]}]"
                        + "|messages[0].tool_calls[0].function.arguments",
            })
    void refusesByNameWhatItCannotSay(String body, String field) {
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> call("m", "{" + body.replace("M", HI) + "}", false))
                .satisfies(e -> assertThat(e.error())
                        .isInstanceOfSatisfying(
                                InvalidRequest.class,
                                error -> assertThat(error.field()).contains(field)));
    }

    @Test
    void survivesHalfASurrogatePairInAText() throws IOException {
        JsonNode body = tree(call("m", "{'messages':[{'role':'user','content':'a\\ud800b'}]}", false));

        assertThat(body.at("/messages/0/content/0/text").asText()).isEqualTo("a\uFFFDb");
    }

    private static Translation call(String model, String body, boolean stream) {
        ChatHead head = ChatHead.read(Buffer.buffer(body.replace('\'', '"')), HeadLimits.DEFAULT);
        return Dialects.translate(head, WireFormat.ANTHROPIC_MESSAGES, model, stream, 8192);
    }

    private static JsonNode tree(Translation call) throws IOException {
        return Json.mapper().readTree(call.body().getBytes());
    }

    private static JsonNode json(String text) throws IOException {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }
}
