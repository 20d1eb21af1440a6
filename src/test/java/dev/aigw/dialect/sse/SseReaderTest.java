package dev.aigw.dialect.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.aigw.dialect.MalformedAnswer;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SseReaderTest {

    /** A stream, and its events as {@code type/id=data}. */
    static List<Arguments> streams() {
        return List.of(
                stream("data: a\n\ndata: b\n\n", "message/=a", "message/=b"),
                stream("data: a\r\n\r\ndata: b\r\n\r\n", "message/=a", "message/=b"),
                stream("data: a\r\rdata: b\r\r", "message/=a", "message/=b"),
                stream("data: a\r\n\rdata: b\n\r\ndata: c\r\r\n", "message/=a", "message/=b", "message/=c"),
                stream("\n\n\r\n\r\r\ndata: a\n\n\n\n", "message/=a"),
                stream("\uFEFFdata: a\n\n\uFEFFdata: b\n\n", "message/=a"),
                stream("event: ping\ndata: {\"x\":1}\n\ndata: y\n\n", "ping/={\"x\":1}", "message/=y"),
                stream("data: a\nevent: late\n\n", "late/=a"),
                stream(
                        "data:a\n\ndata:  b\n\ndata:\n\ndata\n\n",
                        "message/=a",
                        "message/= b",
                        "message/=",
                        "message/="),
                stream("data: a\ndata: b\r\ndata:c\rdata\n\n", "message/=a\nb\nc\n"),
                stream(": comment\n\n: more\ndata: a\n:\n\n", "message/=a"),
                stream("event: nothing\n\ndata: a\n\n", "message/=a"),
                stream("event:\ndata: a\n\n", "message/=a"),
                stream("id: 7\ndata: a\n\ndata: b\n\nid\ndata: c\n\n", "message/7=a", "message/7=b", "message/=c"),
                stream("id: a\0b\ndata: x\n\n", "message/=x"),
                stream(" data: x\n\ndatas: x\n\ndat: x\n\nDATA: x\n\ndata: y\n\n", "message/=y"),
                stream("data: grün 😀 €\n\ndata: ü\r\n\r\n", "message/=grün 😀 €", "message/=ü"),
                stream("data: a\n\ndata: unfinished\n", "message/=a"),
                stream("", new String[0]));
    }

    private static Arguments stream(String bytes, String... events) {
        return Arguments.of(bytes, Arrays.asList(events));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsTheSameWhereverTheBytesAreCut(String stream, List<String> expected) {
        byte[] bytes = Buffer.buffer(stream).getBytes();

        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                assertThat(read(bytes, 0, first, second, bytes.length))
                        .as("cut at %s and %s", first, second)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void readsTheSameByteByByte(String stream, List<String> expected) {
        byte[] bytes = Buffer.buffer(stream).getBytes();
        int[] cuts = new int[bytes.length + 1];
        Arrays.setAll(cuts, i -> i);

        assertThat(read(bytes, cuts)).isEqualTo(expected);
    }

    private static List<String> read(byte[] bytes, int... cuts) {
        SseReader reader = new SseReader();
        List<String> events = new ArrayList<>();
        for (int i = 1; i < cuts.length; i++) {
            reader.feed(Buffer.buffer(Arrays.copyOfRange(bytes, cuts[i - 1], cuts[i])));
            while (reader.next()) {
                events.add(reader.event().type() + "/" + reader.event().lastEventId() + "="
                        + reader.event().text());
            }
        }
        return events;
    }

    @Test
    void dispatchesAsSoonAsTheEmptyLineIsThere() {
        SseReader reader = new SseReader();

        reader.feed(Buffer.buffer("data: a\r\n\r"));

        assertThat(reader.next()).isTrue();
        assertThat(reader.event().text()).isEqualTo("a");
    }

    @Test
    void showsWhatStandsAtTheEndWithoutAnEmptyLine() {
        SseReader reader = new SseReader();
        reader.feed(Buffer.buffer("data: a\n\ndata: [DONE]"));
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isFalse();

        boolean rest = reader.unfinished();

        assertThat(rest).isTrue();
        assertThat(reader.event().text()).isEqualTo("[DONE]");
    }

    @Test
    void remembersHowLongToWaitBeforeConnectingAgain() {
        SseReader reader = new SseReader();

        reader.feed(Buffer.buffer("retry: 1500\n\nretry: soon\n\n"));

        assertThat(reader.next()).isFalse();
        assertThat(reader.event().retryMillis()).hasValue(1500);
    }

    @Test
    void refusesAnEventBeyondTheLimitHoweverItArrives() {
        SseReader whole = new SseReader(20);
        whole.feed(Buffer.buffer("data: 0123456789abcdef\n\n"));
        SseReader cut = new SseReader(20);
        cut.feed(Buffer.buffer("data: 0123456789abcdef"));

        assertThatExceptionOfType(MalformedAnswer.class).isThrownBy(whole::next);
        assertThatExceptionOfType(MalformedAnswer.class).isThrownBy(cut::next);
    }

    @Test
    void takesManySmallEventsBeyondTheLimitOfOne() {
        SseReader reader = new SseReader(20);
        reader.feed(Buffer.buffer("data: 0123456789\n\n".repeat(1000)));
        int count = 0;

        while (reader.next()) {
            count++;
        }

        assertThat(count).isEqualTo(1000);
    }

    @Test
    void writesWhatItReads() {
        Buffer out = Buffer.buffer();
        SseWriter.comment(out, "hello");
        SseWriter.event(out, "ping", "{}".getBytes(UTF_8));
        SseWriter.data(out, "a\nb".getBytes(UTF_8));

        List<String> events = read(out.getBytes(), 0, out.length());

        assertThat(events).containsExactly("ping/={}", "message/=a\nb");
    }
}
