package dev.aigw.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.aigw.dialect.Ending;
import dev.aigw.dialect.MalformedAnswer;
import dev.aigw.dialect.ProviderError;
import dev.aigw.dialect.ProviderError.Kind;
import dev.aigw.dialect.TokenUsage;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PassThroughStreamTest {
    private static final String HELLO = chunk("{\"content\":\"Hällo 😀\"}", "null", ",\"usage\":null");
    private static final String STOP = chunk("{}", "\"stop\"", "");
    private static final String USAGE = "data: {\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,"
            + "\"completion_tokens\":7,\"total_tokens\":12,\"prompt_tokens_details\":{\"cached_tokens\":2}}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final TokenUsage SPENT = new TokenUsage(5, 2, 0, 7, 0);

    private static String chunk(String delta, String reason, String more) {
        return "data: {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + reason
                + "}]" + more + "}\n\n";
    }

    @Test
    void returnsTheVeryBufferThatHoldsOnlyWholeOrdinaryEvents() {
        PassThroughStream stream = stream(false);
        Buffer bytes = Buffer.buffer(HELLO + HELLO);

        Buffer out = stream.feed(bytes);

        assertThat(out).isSameAs(bytes);
        assertThat(stream.characters()).isEqualTo(2 * 7);
        assertThat(stream.finished()).isFalse();
    }

    @Test
    void holdsBackOnlyTheEventThatIsNotWholeYet() {
        PassThroughStream stream = stream(false);

        Buffer first = stream.feed(Buffer.buffer(HELLO + HELLO.substring(0, 20)));
        Buffer second = stream.feed(Buffer.buffer(HELLO.substring(20)));

        assertThat(first).hasToString(HELLO);
        assertThat(second).hasToString(HELLO);
    }

    /** A provider's bytes, what the caller gets without asking for usage, and with. */
    static List<Arguments> streams() {
        String cost = USAGE.replace("2}}}", "2},\"cost_usd\":0.0000125}}");
        String mistral = chunk(
                "{\"content\":\"!\"}",
                "\"stop\"",
                ",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7," + "\"num_cached_tokens\":2}");
        String moved = mistral.replaceFirst("\"usage\":.*}", "\"usage\":null}");
        String told = "data: {\"id\":\"1\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,"
                + "\"num_cached_tokens\":2,\"cost_usd\":0.0000125}}\n\n";
        return List.of(
                Arguments.of(HELLO + STOP + USAGE + DONE, HELLO + STOP + DONE, HELLO + STOP + cost + DONE),
                Arguments.of(HELLO + STOP + USAGE, HELLO + STOP + DONE, HELLO + STOP + cost + DONE),
                Arguments.of(HELLO + STOP + USAGE + "data: [DONE]", HELLO + STOP + DONE, HELLO + STOP + cost + DONE),
                Arguments.of(HELLO + STOP + USAGE.strip(), HELLO + STOP + DONE, HELLO + STOP + cost + DONE),
                Arguments.of(
                        ": hi\n\n" + HELLO + ": PROCESSING\n\n\n: again\r\n\r\n" + STOP + USAGE + DONE,
                        HELLO + STOP + DONE,
                        HELLO + STOP + cost + DONE),
                Arguments.of(HELLO + mistral + DONE, HELLO + mistral + DONE, HELLO + moved + told + DONE),
                Arguments.of(
                        HELLO + STOP + USAGE + DONE + HELLO + "rubbish",
                        HELLO + STOP + DONE,
                        HELLO + STOP + cost + DONE),
                Arguments.of("\uFEFF" + HELLO + STOP + USAGE, HELLO + STOP + DONE, HELLO + STOP + cost + DONE),
                Arguments.of(
                        ": c\ndata: {\"a\":\ndata: 1}\n\n" + STOP + USAGE,
                        "data: {\"a\":\ndata: 1}\n\n" + STOP + DONE,
                        "data: {\"a\":\ndata: 1}\n\n" + STOP + cost + DONE));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void tellsTheSameWhereverTheBytesAreCut(String provider, String plain, String withUsage) {
        byte[] bytes = Buffer.buffer(provider).getBytes();

        for (int cut = 0; cut <= bytes.length; cut++) {
            if (plain.endsWith(DONE)) {
                assertThat(relay(stream(false), bytes, cut))
                        .as("cut at %s", cut)
                        .isEqualTo(plain);
                assertThat(relay(stream(true), bytes, cut)).as("cut at %s", cut).isEqualTo(withUsage);
            }
        }
    }

    private static String relay(PassThroughStream stream, byte[] bytes, int cut) {
        Buffer out = Buffer.buffer();
        out.appendBuffer(stream.feed(Buffer.buffer(Arrays.copyOfRange(bytes, 0, cut))));
        out.appendBuffer(stream.feed(Buffer.buffer(Arrays.copyOfRange(bytes, cut, bytes.length))));
        assertThat(stream.usage()).contains(SPENT);
        return out + stream.finish(Ending.of(12_500)).orElseThrow().toString();
    }

    @Test
    void tellsUsageWithoutACostThatIsNotKnown() {
        PassThroughStream stream = stream(true);
        stream.feed(Buffer.buffer(STOP + USAGE));

        String end = stream.finish(Ending.of(-1)).orElseThrow().toString();

        assertThat(end).isEqualTo(USAGE + DONE);
    }

    @Test
    void forwardsAChunkWithoutChoicesThatSaysNothingOfUsage() {
        PassThroughStream stream = stream(false);
        Buffer azure = Buffer.buffer("data: {\"choices\":[],\"prompt_filter_results\":[{\"x\":1}]}\n\n");

        Buffer out = stream.feed(azure);

        assertThat(out).isSameAs(azure);
    }

    @Test
    void takesCarriageReturnsAsLineEnds() {
        PassThroughStream stream = stream(false);
        String crlf = (HELLO + STOP).replace("\n", "\r\n");

        Buffer out = stream.feed(Buffer.buffer(crlf));

        assertThat(out).hasToString(crlf);
        assertThat(stream.finish(Ending.of(0)))
                .hasValueSatisfying(end -> assertThat(end).hasToString(DONE));
    }

    @Test
    void isNotCompleteWhenTheProviderOnlyCloses() {
        PassThroughStream stream = stream(true);
        stream.feed(Buffer.buffer(HELLO));

        assertThat(stream.finish(Ending.of(0))).isEmpty();
    }

    @Test
    void isNotCompleteWhenTheFinishReasonItselfIsCut() {
        PassThroughStream stream = stream(true);
        stream.feed(Buffer.buffer(HELLO + STOP.substring(0, STOP.length() - 5)));

        assertThat(stream.finish(Ending.of(0))).isEmpty();
    }

    @Test
    void isCompleteWhenTheProviderSaysDoneWithoutAFinishReason() {
        PassThroughStream stream = stream(false);
        stream.feed(Buffer.buffer(HELLO + DONE));

        assertThat(stream.finish(Ending.of(0))).isPresent();
    }

    @Test
    void isCompleteOnlyWhenEveryChoiceHasEnded() {
        String second = STOP.replace("\"index\":0", "\"index\":1");
        PassThroughStream one = new PassThroughStream(false, true, 1 << 20);
        one.feed(Buffer.buffer(HELLO + HELLO.replace("\"index\":0", "\"index\":1") + STOP));
        PassThroughStream both = new PassThroughStream(false, true, 1 << 20);
        both.feed(Buffer.buffer(HELLO + HELLO.replace("\"index\":0", "\"index\":1") + STOP + second));

        assertThat(one.finish(Ending.of(0))).isEmpty();
        assertThat(both.finish(Ending.of(0))).isPresent();
    }

    @Test
    void takesAnEmptyFinishReasonForNone() {
        PassThroughStream stream = stream(false);
        stream.feed(Buffer.buffer(chunk("{\"content\":\"a\"}", "\"\"", "")));

        assertThat(stream.finished()).isFalse();
    }

    @Test
    void keepsAnErrorOfTheProviderToItself() {
        PassThroughStream stream = stream(true);

        Buffer out = stream.feed(
                Buffer.buffer(HELLO + "event: error\ndata: {\"error\":{\"message\":\"busy sk-abcdef123456\","
                        + "\"type\":\"overloaded_error\"}}\n\n" + STOP + DONE));

        assertThat(out).hasToString(HELLO);
        assertThat(stream.error()).contains(new ProviderError(Kind.OVERLOADED, 503, "busy [removed]"));
        assertThat(stream.finish(Ending.of(0))).isEmpty();
        assertThat(stream.feed(Buffer.buffer(HELLO)).length()).isZero();
    }

    @Test
    void takesTheFinishReasonErrorForWhatItIs() {
        PassThroughStream stream = stream(false);

        Buffer out = stream.feed(Buffer.buffer(HELLO + STOP.replace("stop", "error") + DONE));

        assertThat(out).hasToString(HELLO);
        assertThat(stream.error()).isPresent();
        assertThat(stream.finish(Ending.of(0))).isEmpty();
    }

    @Test
    void isNotMisledByWhatStandsInTheText() {
        String text = chunk(
                "{\"content\":\"\\\"usage\\\":{} \\\"error\\\": 1, \\\"finish_reason\\\":\\\"stop\\\" [DONE] \\\\\"}",
                "null",
                "");
        PassThroughStream stream = stream(false);

        Buffer out = stream.feed(Buffer.buffer(text));

        assertThat(out).hasToString(text);
        assertThat(stream.finished()).isFalse();
        assertThat(stream.error()).isEmpty();
    }

    @Test
    void countsReasoningAndToolArguments() {
        PassThroughStream stream = stream(false);
        stream.feed(Buffer.buffer(chunk("{\"reasoning_content\":\"abc\"}", "null", "")
                + chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\"\"}}]}", "null", "")
                + chunk("{\"content\":null}", "null", "")));

        assertThat(stream.characters()).isEqualTo(3 + 4);
    }

    @Test
    void refusesWhatIsNotJson() {
        assertThatExceptionOfType(MalformedAnswer.class)
                .isThrownBy(() -> stream(false).feed(Buffer.buffer("data: <html>\n\n")));
        assertThatExceptionOfType(MalformedAnswer.class)
                .isThrownBy(() -> stream(false).feed(Buffer.buffer("data: {\"a\":\"b}\n\n")));
    }

    @Test
    void refusesAnEventWithoutEnd() {
        PassThroughStream stream = new PassThroughStream(false, false, 1000);

        assertThatExceptionOfType(MalformedAnswer.class)
                .isThrownBy(() -> stream.feed(Buffer.buffer("data: {\"a\":\"" + "x".repeat(2000))));
    }

    @Test
    void saysAFailureInTheCallersDialect() {
        Buffer event = stream(false).failure(new ProviderError(Kind.SERVER, 500, "it \"broke\""));

        assertThat(event)
                .hasToString("data: {\"error\":{\"message\":\"it \\\"broke\\\"\",\"type\":\"upstream_error\","
                        + "\"param\":null,\"code\":\"provider_error\"}}\n\n");
    }

    private static PassThroughStream stream(boolean includeUsage) {
        return new PassThroughStream(includeUsage, false, 1 << 20);
    }
}
