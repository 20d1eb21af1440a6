package dev.aigw.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.Await;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.RawClient;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not quite HTTP, or comes too slowly, or never: answered clearly where it can be, closed in time, never our error. */
@GatewayTest(headerMillis = 600, bodyMillis = 500, keepAliveMillis = 1_500, maxBodyBytes = 1 << 20)
class MalformedHttpIT {
    private static final String BODY = """
            {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";

    private final TestGateway gateway;
    private TestTenant tenant;

    MalformedHttpIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @AfterEach
    void stillServes() {
        assertThat(http10Answer()).contains(" 200 ");
    }

    /** Over a new connection: one that was kept may be closed by the gateway at this very moment. */
    private String http10Answer() {
        try (RawClient caller = gateway.raw()) {
            return caller.send("POST /api/v1/chat HTTP/1.0\r\ncontent-type: application/json\r\nauthorization: Bearer "
                            + tenant.token() + "\r\ncontent-length: " + BODY.length() + "\r\n\r\n" + BODY)
                    .readAll();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "GARBAGE\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "POST /api/v1/chat HTTP/1.1\r\nno colon here\r\n\r\n",
                "POST /api/v1/chat HTTP/1.1\r\nhost: x\r\ncontent-length: minus one\r\n\r\n",
                "POST /api/v1/chat HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
                "POST /api/v1/chat HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
                "POST /api/v1/chat HTTP/1.1\r\nhost: x\r\nbad\u0000name: 1\r\n\r\n",
                "POST /api/v1/chat HTTP/1.1\r\nhost : x\r\n\r\n"
            })
    void refusesWhatIsNoHttpAndCloses(String bytes) {
        try (RawClient caller = gateway.raw()) {
            String answer =
                    caller.send(bytes.getBytes(StandardCharsets.ISO_8859_1)).readAll();

            if (!answer.isEmpty()) {
                assertThat(answer).matches("(?s)HTTP/\\S+ (4|501).*");
            }
        }
    }

    @Test
    void tellsOfAHeaderThatIsTooLarge() {
        try (RawClient caller = gateway.raw()) {
            String answer = caller.sendIfTaken(("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-large: "
                                    + "h".repeat(100_000) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII))
                    .readAll();

            assertThat(answer)
                    .startsWith("HTTP/1.1 413")
                    .contains("request_too_large")
                    .contains("\"error\":{");
        }
    }

    @Test
    void tellsOfAUrlThatIsTooLong() {
        try (RawClient caller = gateway.raw()) {
            String answer = caller.sendIfTaken(("GET /v1/models/" + "m".repeat(20_000) + " HTTP/1.1\r\nhost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII))
                    .readAll();

            assertThat(answer).contains(" 413 ").contains("request_too_large");
        }
    }

    @Test
    void refusesChunksThatLie() {
        for (String chunks : List.of(
                "zz\r\nhello\r\n0\r\n\r\n",
                "5\r\nhelloworld\r\n0\r\n\r\n",
                "-5\r\nhello\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFFFF\r\nhello\r\n")) {
            try (RawClient caller = gateway.raw()) {
                String answer =
                        caller.send(head("transfer-encoding: chunked") + chunks).readAll();

                assertThat(answer).as(chunks).startsWith("HTTP/1.1 400").contains("invalid_request");
            }
        }
    }

    @Test
    void stopsReadingChunksWithoutEnd() {
        try (RawClient caller = gateway.raw()) {
            caller.send(head("transfer-encoding: chunked"));
            byte[] chunk = ("8000\r\n" + " ".repeat(0x8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 640; i++) { // 20 MB
                caller.sendIfTaken(chunk);
            }

            assertThat(caller.readAll()).startsWith("HTTP/1.1 413").contains("request_too_large");
        }
    }

    @Test
    void refusesADeclaredLengthThatIsTooLargeUnread() {
        try (RawClient caller = gateway.raw()) {
            String answer = caller.send(head("content-length: 20971520")).readAll();

            assertThat(answer).startsWith("HTTP/1.1 413").contains("request_too_large");
        }
    }

    @Test
    void givesUpOnABodyThatNeverComes() {
        try (RawClient caller = gateway.raw()) {
            String answer = caller.send(head("content-length: " + (BODY.length() + 10)) + BODY)
                    .readAll();

            assertThat(answer).startsWith("HTTP/1.1 408").contains("request_timeout");
        }
    }

    @Test
    void givesUpOnABodyThatTrickles() {
        try (RawClient caller = gateway.raw()) {
            caller.send(head("content-length: 100000"));
            Await.until("it is answered", Duration.ofSeconds(3), () -> {
                caller.sendIfTaken(new byte[] {' '});
                return caller.hasAnswer();
            });

            assertThat(caller.readAll()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void takesWhatFollowsAShortLengthForTheNextRequest() {
        try (RawClient caller = gateway.raw()) {
            caller.send(head("content-length: 10") + BODY);

            assertThat(caller.readAnswer()).startsWith("HTTP/1.1 400").contains("invalid_request");
            assertThat(caller.readAll()).as("the rest is no request").doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void closesConnectionsThatNeverFinishTheirHead() {
        List<RawClient> halfOpen = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            halfOpen.add(gateway.raw().send(i % 2 == 0 ? "" : "POST /api/v1/chat HTTP/1.1\r\nhost: x\r\n"));
        }

        for (RawClient caller : halfOpen) {
            assertThat(caller.readAll()).isEmpty();
        }
    }

    @Test
    void closesConnectionsThatHaveNothingMoreToAsk() {
        try (RawClient caller = gateway.raw()) {
            caller.post("/api/v1/chat", tenant.token(), BODY);

            assertThat(caller.readAll()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void servesHttp10AndCloses() {
        String answer = http10Answer();

        assertThat(answer).contains(" 200 ").contains("Hello there");
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() {
        try (RawClient caller = gateway.raw()) {
            String first = head("content-length: " + BODY.length() + "\r\nx-request-id: one") + BODY;
            String second = head("content-length: 4\r\nx-request-id: two") + "nope";
            String third = head("content-length: " + BODY.length() + "\r\nx-request-id: three") + BODY;

            caller.send(first + second + third);

            assertThat(caller.readAnswer()).startsWith("HTTP/1.1 200").contains("x-request-id: one");
            assertThat(caller.readAnswer()).startsWith("HTTP/1.1 400").contains("x-request-id: two");
            assertThat(caller.readAnswer()).startsWith("HTTP/1.1 200").contains("x-request-id: three");
        }
    }

    @Test
    void asksForTheBodyOfAPoliteCaller() {
        try (RawClient caller = gateway.raw()) {
            caller.send(head("expect: 100-continue\r\ncontent-length: " + BODY.length()));

            String ready = caller.readUntil("\r\n\r\n");
            String answer = caller.send(BODY).readAnswer();

            assertThat(ready).startsWith("HTTP/1.1 100");
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void survivesCallersWhoLeaveAtEveryPoint() {
        String request = head("content-length: " + BODY.length()) + BODY;
        for (int bytes = 1; bytes < request.length(); bytes += 17) {
            gateway.raw().send(request.substring(0, bytes)).leave();
        }
    }

    private String head(String headers) {
        return "POST /api/v1/chat HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer "
                + tenant.token() + "\r\n" + headers + "\r\n\r\n";
    }
}
