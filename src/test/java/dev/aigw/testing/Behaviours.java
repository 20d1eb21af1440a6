package dev.aigw.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The ways in which an upstream answers, or fails to. */
public final class Behaviours {
    private Behaviours() {}

    /** A complete JSON answer; headers as name, value, name, value. */
    public static Behaviour json(int status, String body, String... headers) {
        String[] all = Stream.concat(Stream.of("content-type", "application/json"), Arrays.stream(headers))
                .toArray(String[]::new);
        return answer -> answer.whole(status, bytes(body), all);
    }

    public static Behaviour json(String body) {
        return json(200, body);
    }

    /** A stream in the given pieces, ended as HTTP says it should, whatever is in it. */
    public static Behaviour stream(String... pieces) {
        return stream(Arrays.stream(pieces).map(Behaviours::bytes).toList());
    }

    public static Behaviour stream(List<byte[]> pieces) {
        return answer -> {
            answer.beginStream();
            for (byte[] piece : pieces) {
                answer.chunk(piece);
            }
            answer.end();
        };
    }

    /** A stream whose pieces go out when the test says so, one each; the end needs a step too. */
    public static Behaviour paced(Pace pace, String... pieces) {
        return answer -> {
            answer.beginStream();
            for (String piece : pieces) {
                pace.await();
                answer.chunk(piece);
            }
            pace.await();
            answer.end();
        };
    }

    /** Nothing at all until the caller gives up. */
    public static Behaviour hang() {
        return UpstreamAnswer::untilCallerLeaves;
    }

    /** What it is told to do, but not before the test says so. */
    public static Behaviour late(Pace pace, Behaviour then) {
        return answer -> {
            pace.await();
            then.answer(answer);
        };
    }

    /** A stream that falls silent. */
    public static Behaviour stallAfter(String... pieces) {
        return answer -> {
            begin(answer, pieces);
            answer.untilCallerLeaves();
        };
    }

    /** A stream that is cut by a TCP reset; the caller may see none, some or all of the pieces. */
    public static Behaviour cutAfter(Pace pace, String... pieces) {
        return answer -> {
            begin(answer, pieces);
            pace.await();
            answer.reset();
        };
    }

    /** The connection is reset before there is a head. */
    public static Behaviour cut() {
        return UpstreamAnswer::reset;
    }

    /** A JSON answer that promises more than it sends, and then closes. */
    public static Behaviour shortBody(String body) {
        return answer -> {
            answer.head(
                    200,
                    "content-type",
                    "application/json",
                    "content-length",
                    Integer.toString(bytes(body).length + 10));
            answer.raw(body);
            answer.close();
        };
    }

    /** A JSON answer that sends more than it promises. */
    public static Behaviour longBody(String body) {
        return answer -> {
            answer.head(
                    200,
                    "content-type",
                    "application/json",
                    "content-length",
                    Integer.toString(bytes(body).length - 10));
            answer.raw(body);
        };
    }

    /** A stream whose framing breaks after the pieces, when the test says so. */
    public static Behaviour brokenChunks(Pace pace, String... pieces) {
        return answer -> {
            begin(answer, pieces);
            pace.await();
            answer.raw("this is no chunk size\r\n");
            answer.untilCallerLeaves();
        };
    }

    /** A stream that never ends by itself. */
    public static Behaviour endless(String first, String again) {
        return answer -> {
            begin(answer, first);
            byte[] bytes = bytes(again);
            while (!answer.request().left().isDone()) {
                answer.chunk(bytes);
            }
        };
    }

    /** A JSON answer that never ends by itself. */
    public static Behaviour endlessBody() {
        return answer -> {
            answer.head(200, "content-type", "application/json", "transfer-encoding", "chunked");
            byte[] bytes = bytes(" ".repeat(16 * 1024));
            while (!answer.request().left().isDone()) {
                answer.chunk(bytes);
            }
        };
    }

    private static void begin(UpstreamAnswer answer, String... pieces) throws java.io.IOException {
        answer.beginStream();
        for (String piece : pieces) {
            answer.chunk(piece);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
