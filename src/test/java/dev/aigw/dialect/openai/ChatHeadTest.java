package dev.aigw.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatHeadTest {
    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    @Test
    void tellsWhatTheGatewayMustKnow() {
        ChatHead head = read("""
                {"model":"gpt-4o-mini","provider":"openai","stream":true,"request_id":"wp-1","fallbacks":["a/b","c"],
                 "messages":[{"role":"system","content":"four"},
                   {"role":"user","content":[{"type":"text","text":"äöü"},{"type":"image_url","image_url":{"url":"x"}}]}],
                 "max_tokens":7,"max_completion_tokens":9,"stream_options":{"include_usage":true},"n":2,"user":"u1",
                 "temperature":0.5,"tools":[]}""");

        assertThat(head.model()).contains("gpt-4o-mini");
        assertThat(head.provider()).contains("openai");
        assertThat(head.stream()).contains(true);
        assertThat(head.requestId()).contains("wp-1");
        assertThat(head.fallbacks()).containsExactly("a/b", "c");
        assertThat(head.outputCeiling()).hasValue(9);
        assertThat(head.includeUsage()).isTrue();
        assertThat(head.choices()).isEqualTo(2);
        assertThat(head.user()).contains("u1");
        assertThat(head.hasTools()).isTrue();
        assertThat(head.hasImages()).isTrue();
        assertThat(head.promptCharacters()).isEqualTo(4 + 3 + 2);
    }

    @Test
    void takesNullForAbsent() {
        ChatHead head =
                read("{\"model\":null,\"stream\":null,\"max_tokens\":null,\"stream_options\":null,\"user\":null,"
                        + "\"provider\":null,\"fallbacks\":null,\"n\":null," + HELLO + "}");

        assertThat(head.model()).isEmpty();
        assertThat(head.stream()).isEmpty();
        assertThat(head.outputCeiling()).isEmpty();
        assertThat(head.choices()).isEqualTo(1);
    }

    @Test
    void keepsEveryByteThatItNeedNotChange() {
        String body = "{ \"zz\" : [1 , 2.50,\t\"\\u00e4\"] , " + HELLO + " ,\"model\":\"m\" , \"x\":1e2 }";

        String upstream = read(body).forUpstream("m", false).toString();

        assertThat(upstream).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // first, middle, last, alone on either side, all three in a row
                "{\"provider\":\"p\",M,\"model\":\"m\"}|{M,\"model\":\"m\"}",
                "{M , \"provider\" : \"p\" , \"model\":\"m\"}|{M , \"model\":\"m\"}",
                "{M,\"model\":\"m\",\"provider\":\"p\"}|{M,\"model\":\"m\"}",
                "{\"request_id\":\"r\",\"provider\":\"p\",M,\"model\":\"m\",\"fallbacks\":[\"x\"]}|{M,\"model\":\"m\"}",
                "{ \"pro\\u0076ider\":\"p\",M,\"mod\\u0065l\":\"m\" }|{M,\"mod\\u0065l\":\"m\" }",
                "{M}|{M,\"model\":\"m\"}",
                "{M,\"model\":\"other\"}|{M,\"model\":\"m\"}",
                "{M,\"model\":null}|{M,\"model\":\"m\"}",
                "{M,\"model\":\"m\",\"stream\":true}|{M,\"model\":\"m\",\"stream\":false}",
                "{M,\"model\":\"m\",\"stream_options\":{\"include_usage\":true}}|{M,\"model\":\"m\"}",
            })
    void splicesForAWholeAnswer(String body, String expected) {
        String upstream = read(body.replace("M", HELLO)).forUpstream("m", false).toString();

        assertThat(upstream).isEqualTo(expected.replace("M", HELLO));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\",M}|{\"model\":\"m\",M,\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"stream_options\":{},\"model\":\"m\",M,\"stream\":false}"
                        + "|{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",M,\"stream\":true}",
                "{\"model\":\"m\",M,\"stream\":true,\"stream_options\":{ \"a\":1 }}"
                        + "|{\"model\":\"m\",M,\"stream\":true,\"stream_options\":{ \"a\":1,\"include_usage\":true }}",
                "{\"model\":\"m\",M,\"stream\":true,\"stream_options\":{\"include_usage\":false,\"a\":1}}"
                        + "|{\"model\":\"m\",M,\"stream\":true,\"stream_options\":{\"include_usage\":true,\"a\":1}}",
                "{\"model\":\"m\",M,\"stream\":null,\"stream_options\":null}"
                        + "|{\"model\":\"m\",M,\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"model\":\"m\",M,\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
                        + "|{\"model\":\"m\",M,\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
            })
    void splicesForAStream(String body, String expected) {
        String upstream = read(body.replace("M", HELLO)).forUpstream("m", true).toString();

        assertThat(upstream).isEqualTo(expected.replace("M", HELLO));
    }

    @Test
    void namesABareSchemaAsOpenAiWantsIt() {
        String schema = "{ \"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}";
        String named = "{\"name\":\"response\",\"schema\":" + schema + "}";
        String asOpenAi = "{\"model\":\"m\"," + HELLO + ","
                + "\"response_format\": {\"type\":\"json_schema\", \"json_schema\" : " + named + "}}";

        String bare =
                read(asOpenAi.replace(named, schema)).forUpstream("m", false).toString();
        String untouched = read(asOpenAi).forUpstream("m", false).toString();

        assertThat(bare).isEqualTo(asOpenAi);
        assertThat(untouched).isEqualTo(asOpenAi);
    }

    @Test
    void writesAModelNameWithQuotesAsJson() {
        String upstream = read("{" + HELLO + "}").forUpstream("a\"b\\c", false).toString();

        assertThat(upstream).endsWith("\"model\":\"a\\\"b\\\\c\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|messages",
                "{\"messages\":[]}|messages",
                "{\"messages\":null}|messages",
                "{\"messages\":{}}|messages",
                "{\"messages\":[1]}|messages[0]",
                "{\"messages\":[{\"content\":\"x\"}]}|messages[0].role",
                "{\"messages\":[{\"role\":\"user\"},{\"role\":\"robot\"}]}|messages[1].role",
                "{\"messages\":[{\"role\":1}]}|messages[0].role",
                "{\"messages\":[{\"role\":\"user\",\"content\":1}]}|messages[0].content",
                "{\"messages\":[{\"role\":\"user\",\"content\":[\"x\"]}]}|messages[0].content[0]",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]}|messages[0].content[0].type",
                "{M,\"model\":1}|model",
                "{M,\"model\":\"\"}|model",
                "{M,\"provider\":[]}|provider",
                "{M,\"stream\":\"yes\"}|stream",
                "{M,\"request_id\":\"a\\nb\"}|request_id",
                "{M,\"fallbacks\":\"x\"}|fallbacks",
                "{M,\"fallbacks\":[\"x\",2]}|fallbacks[1]",
                "{M,\"fallbacks\":[\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\"]}|fallbacks",
                "{M,\"max_tokens\":0}|max_tokens",
                "{M,\"max_tokens\":1.5}|max_tokens",
                "{M,\"max_tokens\":\"1\"}|max_tokens",
                "{M,\"max_completion_tokens\":10000001}|max_completion_tokens",
                "{M,\"max_tokens\":99999999999999999999999}|max_tokens",
                "{M,\"n\":129}|n",
                "{M,\"stream_options\":true}|stream_options",
                "{M,\"stream_options\":{\"include_usage\":1}}|stream_options.include_usage",
                "{M,\"temperature\":\"hot\"}|temperature",
                "{M,\"top_p\":false}|top_p",
                "{M,\"user\":7}|user",
                "{M,\"tools\":{}}|tools",
                "{M,\"response_format\":\"json\"}|response_format",
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        InvalidRequest error = refusal(body.replace("M", HELLO).getBytes(StandardCharsets.UTF_8));

        assertThat(error.field()).contains(field);
        assertThat(error.reason()).startsWith(field);
    }

    @Test
    void takesATokenCeilingBeyondAnyModel() {
        ChatHead head = read("{" + HELLO + ",\"max_tokens\":10000000}");

        assertThat(head.outputCeiling()).hasValue(10_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10000001", "1000000000000", "-1", "0", "1.0", "0.5", "1e400", "1e3", "\"100\"", "true", "[1]"})
    void saysWhatACeilingMayBe(String value) {
        for (String field : new String[] {"max_tokens", "max_completion_tokens"}) {
            InvalidRequest error =
                    refusal(("{" + HELLO + ",\"" + field + "\":" + value + "}").getBytes(StandardCharsets.UTF_8));

            assertThat(error.field()).contains(field);
            assertThat(error.reason()).isIn(field + " must be an integer.", field + " must be 1 to 10000000.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "129", "1000000000000000000000", "1.5", "1e400", "\"2\""})
    void saysHowManyChoicesThereMayBe(String value) {
        InvalidRequest error = refusal(("{" + HELLO + ",\"n\":" + value + "}").getBytes(StandardCharsets.UTF_8));

        assertThat(error.field()).contains("n");
        assertThat(error.reason()).isIn("n must be an integer.", "n must be 1 to 128.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "[]",
                "\"x\"",
                "{",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"SECRET",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"SECRET\n\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":SECRET}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} SECRET",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}{}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"SECRET\":NaN}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"SECRET\":1,\"SECRET\":2}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"a\":{\"SECRET\":1,\"SECRET\":2}}",
                "{\"messages\":[{\"role\":\"user\",\"role\":\"system\",\"content\":\"x\"}]}",
                "\uFEFF{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
            })
    void refusesWhatIsNotOneJsonObjectWithoutQuotingIt(String body) {
        InvalidRequest error = refusal(body.getBytes(StandardCharsets.UTF_8));

        assertThat(error.field()).isEmpty();
        assertThat(error.reason()).startsWith("The").doesNotContain("SECRET");
    }

    @Test
    void saysWhereTheJsonBreaks() {
        InvalidRequest error = refusal("{\n  \"model\": oops}".getBytes(StandardCharsets.UTF_8));

        assertThat(error.reason()).startsWith("The body is not valid JSON: line 2, column 12");
    }

    @Test
    void saysThatAKeyStandsTwice() {
        InvalidRequest error = refusal(("{" + HELLO + ",\"a\":1,\"a\":2}").getBytes(StandardCharsets.UTF_8));

        assertThat(error.reason()).contains("stands twice");
    }

    @Test
    void refusesInvalidUtf8Anywhere() {
        byte[] body = ("{" + HELLO + ",\"x\":\"?\"}").getBytes(StandardCharsets.UTF_8);
        body[body.length - 3] = (byte) 0xC0;

        InvalidRequest error = refusal(body);

        assertThat(error.reason()).isEqualTo("The body is not UTF-8 at byte " + (body.length - 3) + ".");
    }

    @Test
    void refusesUtf16() {
        InvalidRequest error = refusal(("{" + HELLO + "}").getBytes(StandardCharsets.UTF_16LE));

        assertThat(error.reason()).contains("not UTF-8");
    }

    @Test
    void takesALoneSurrogateEscape() {
        ChatHead head = read("{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]}");

        assertThat(head.promptCharacters()).isEqualTo(1);
    }

    @Test
    void refusesAMegabyteOfNesting() {
        InvalidRequest error =
                refusal(("{" + HELLO + ",\"x\":" + "[".repeat(1 << 20)).getBytes(StandardCharsets.UTF_8));

        assertThat(error.reason()).contains("nested deeper than 100 levels");
    }

    @Test
    void countsDepthFromTheTop() {
        String deep = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"x\",\"y\":[[]]}]}]}";

        ChatHead head = ChatHead.read(Buffer.buffer(deep), new HeadLimits(7, 10));

        assertThat(head.promptCharacters()).isZero();
        Assertions.assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> ChatHead.read(Buffer.buffer(deep), new HeadLimits(6, 10)));
    }

    @Test
    void refusesMoreMessagesThanAllowed() {
        Buffer two = Buffer.buffer("{\"messages\":[{\"role\":\"user\"},{\"role\":\"user\"}]}");

        Assertions.assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> ChatHead.read(two, new HeadLimits(10, 1)))
                .extracting(e -> ((InvalidRequest) e.error()).field())
                .isEqualTo(Optional.of("messages"));
    }

    private static ChatHead read(String body) {
        return ChatHead.read(Buffer.buffer(body), HeadLimits.DEFAULT);
    }

    private static InvalidRequest refusal(byte[] body) {
        try {
            ChatHead.read(Buffer.buffer(body), HeadLimits.DEFAULT);
        } catch (GatewayException e) {
            GatewayError error = e.error();
            assertThat(error).isInstanceOf(InvalidRequest.class);
            return (InvalidRequest) error;
        }
        throw new AssertionError("was not refused");
    }
}
