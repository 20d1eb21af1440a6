package dev.aigw.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.ProviderError.Kind;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.Translation.Answer;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PassThroughTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"prompt_tokens\":9,\"completion_tokens\":4,\"total_tokens\":13}|9|0|0|4|0",
                "{\"prompt_tokens\":9,\"completion_tokens\":4,\"prompt_tokens_details\":{\"cached_tokens\":3,"
                        + "\"cache_write_tokens\":2},\"completion_tokens_details\":{\"reasoning_tokens\":1}}|9|3|2|4|1",
                "{\"prompt_tokens\":\"9\",\"completion_tokens\":\"4\",\"prompt_tokens_details\":null}|9|0|0|4|0",
                "{\"prompt_tokens\":9,\"completion_tokens\":4,\"prompt_cache_hit_tokens\":5,\"reasoning_tokens\":2}|9|5|0|4|2",
                "{\"prompt_tokens\":35,\"completion_tokens\":12,\"total_tokens\":109}|35|0|0|74|62",
                "{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":10,"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":3}}|5|0|0|5|3",
                "{\"input_tokens\":9,\"output_tokens\":4,\"cached_tokens\":1}|9|1|0|4|0",
                "{\"prompt_tokens\":9,\"completion_tokens\":null}|9|0|0|0|0",
            })
    void readsUsageInEverySpelling(String usage, long input, long read, long write, long output, long reasoning) {
        Buffer body = Buffer.buffer("{\"usage\": " + usage + ",\"choices\":[{\"usage\":{}}]}");

        Answer answer = call().answer(body);

        assertThat(answer.completion()).isSameAs(body);
        assertThat(answer.usage()).contains(new TokenUsage(input, read, write, output, reasoning));
        assertThat(answer.usageJson())
                .hasValueSatisfying(json -> assertThat(json).hasToString(usage));
    }

    @Test
    void readsTokensOfSoundOnTheSideWhereTheyAre() {
        Buffer body = Buffer.buffer("""
                {"choices":[],"usage":{"prompt_tokens":90,"completion_tokens":40,"audio_tokens":7,
                 "prompt_tokens_details":{"cached_tokens":10,"audio_tokens":30},
                 "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":25}}}""");

        Answer answer = call().answer(body);

        assertThat(answer.usage()).contains(new TokenUsage(90, 10, 0, 40, 0, 0, 30, 25));
    }

    @Test
    void takesNoMoreSoundThanThereAreTokens() {
        Buffer body = Buffer.buffer("""
                {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,
                 "prompt_tokens_details":{"audio_tokens":30},"completion_tokens_details":{"audio_tokens":-3}}}""");

        Answer answer = call().answer(body);

        assertThat(answer.usage()).contains(new TokenUsage(9, 0, 0, 4, 0, 0, 9, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[]}",
                "{\"choices\":[],\"usage\":null}",
                "{\"choices\":[],\"usage\":[]}",
                "{\"choices\":[],\"usage\":7,\"error\":null}"
            })
    void doesWithoutUsage(String body) {
        Answer answer = call().answer(Buffer.buffer(body));

        assertThat(answer.usage()).isEmpty();
        assertThat(answer.usageJson()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{}",
                "<html>",
                "{\"choices\":null}",
                "{\"choices\":[",
                "{\"choices\":[]}}",
                "{\"id\":\"x\"}"
            })
    void refusesWhatIsNoCompletion(String body) {
        assertThatExceptionOfType(MalformedAnswer.class)
                .isThrownBy(() -> call().answer(Buffer.buffer(body)))
                .satisfies(e -> assertThat(e.error()).isEmpty());
    }

    @Test
    void readsTheErrorThatStandsInThePlaceOfAnAnswer() {
        Buffer body = Buffer.buffer("{\"error\":{\"message\":\"No credits\",\"code\":402},\"user_id\":\"u\"}");

        assertThatExceptionOfType(MalformedAnswer.class)
                .isThrownBy(() -> call().answer(body))
                .satisfies(e -> assertThat(e.error()).contains(new ProviderError(Kind.ACCOUNT, 402, "No credits")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400|{\"error\":{\"message\":\"Too long\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}|CONTEXT_LENGTH|Too long",
                "400|{\"object\":\"error\",\"message\":\"This model's maximum context length is 10 tokens\"}|CONTEXT_LENGTH|This model's maximum context length is 10 tokens",
                "400|{\"error\":{\"message\":\"no\",\"code\":\"content_filter\",\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"}}}|CONTENT_FILTERED|no",
                "400|{\"error\":{\"message\":\"no\",\"code\":\"content_policy_violation\"}}|CONTENT_FILTERED|no",
                "404|{\"error\":{\"message\":\"gone\",\"code\":\"model_not_found\"}}|UNKNOWN_MODEL|gone",
                "404|{\"error\":{\"message\":\"gone\",\"code\":\"DeploymentNotFound\"}}|UNKNOWN_MODEL|gone",
                "429|{\"error\":{\"message\":\"pay\",\"code\":\"insufficient_quota\"}}|ACCOUNT|pay",
                "401|{\"error\":{\"message\":\"Incorrect API key provided: sk-proj-ab**********wxyz.\",\"code\":\"invalid_api_key\"}}|ACCOUNT|Incorrect API key provided: [removed]",
                "403|{\"message\":\"forbidden\"}|ACCOUNT|forbidden",
                "402|{\"error\":\"out of credits\"}|ACCOUNT|out of credits",
                "429|{\"error\":{\"message\":\"slow\",\"code\":\"rate_limit_exceeded\"}}|RATE_LIMITED|slow",
                "413|{\"error\":{\"message\":\"TPM\",\"code\":\"rate_limit_exceeded\"}}|RATE_LIMITED|TPM",
                "429||RATE_LIMITED|status 429 without a reason",
                "408|slow client|TIMEOUT|slow client",
                "503|<html><head><title>503 Service Unavailable</title></head></html>|OVERLOADED|503 Service Unavailable",
                "529|{}|OVERLOADED|status 529 without a reason",
                "500|{\"detail\":\"Internal\"}|SERVER|Internal",
                "502|<p>Bad <b>gateway</b></p>|SERVER|Bad gateway",
                "504|upstream request timeout|TIMEOUT|upstream request timeout",
                "422|{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"field required\"}]}|INVALID_REQUEST|field required",
                "422|{\"message\":{\"detail\":[{\"msg\":\"bad role\"}]}}|INVALID_REQUEST|bad role",
                "400|[{\"error\":{\"code\":400,\"message\":\"API key not valid\",\"status\":\"INVALID_ARGUMENT\"}}]|ACCOUNT|API key not valid",
                "429|[{\"error\":{\"code\":429,\"message\":\"Quota\",\"status\":\"RESOURCE_EXHAUSTED\"}}]|RATE_LIMITED|Quota",
                "400|{\"error\":{\"message\":\"Unknown parameter: 'x'.\",\"param\":\"x\"}}|INVALID_REQUEST|Unknown parameter: 'x'.",
            })
    void understandsErrors(int status, @Nullable String body, Kind kind, String message) {
        ProviderError error = call().error(status, Buffer.buffer(body == null ? "" : body));

        assertThat(error).isEqualTo(new ProviderError(kind, status, message));
    }

    @Test
    void neverFailsOnAnErrorWhateverItsBytes() {
        byte[] bytes = new byte[300_000];
        new java.util.Random(3).nextBytes(bytes);

        ProviderError error = call().error(500, Buffer.buffer(bytes));

        assertThat(error.kind()).isEqualTo(Kind.SERVER);
        assertThat(error.message()).hasSizeLessThanOrEqualTo(2_000);
    }

    @Test
    void removesWhatLooksLikeAKey() {
        String body = "{\"error\":{\"message\":\"key AIzaSyD-abcdefghij, gsk_abcdef0123456789, Bearer abc.def, "
                + "0123456789abcdef0123456789abcdef, model gpt-4o-mini-2024-07-18, request req_011CSHoEeqs5C35K2UUq\"}}";

        ProviderError error = call().error(400, Buffer.buffer(body));

        assertThat(error.message())
                .isEqualTo("key [removed], [removed], [removed], [removed], model gpt-4o-mini-2024-07-18, "
                        + "request req_011CSHoEeqs5C35K2UUq");
    }

    private static PassThrough call() {
        ChatHead head = ChatHead.read(
                Buffer.buffer("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"),
                HeadLimits.DEFAULT);
        return new PassThrough(head, "m", false);
    }
}
