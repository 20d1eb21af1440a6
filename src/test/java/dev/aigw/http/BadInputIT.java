package dev.aigw.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are valid HTTP and wrong all the same: each gets a clear error in the caller's dialect. */
@GatewayTest
class BadInputIT {
    private static final String GOOD = """
            {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";

    private final TestGateway gateway;
    private TestTenant tenant;

    BadInputIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @AfterEach
    void stillServes() {
        assertThat(gateway.client().chat(tenant.token(), GOOD).status()).isEqualTo(200);
    }

    static Stream<Arguments> wrongBodies() {
        String deep = "[".repeat(500_000) + "]".repeat(500_000);
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("no JSON", "hello"),
                Arguments.of("half a JSON", "{\"model\":\"gpt-4o-mini\",\"messages\":["),
                Arguments.of("two JSONs", GOOD + GOOD),
                Arguments.of("an array", "[" + GOOD + "]"),
                Arguments.of("null", "null"),
                Arguments.of("a comment", "/* hi */" + GOOD),
                Arguments.of("single quotes", GOOD.replace('"', '\'')),
                Arguments.of("a trailing comma", GOOD.replace("}]}", "}],}")),
                Arguments.of("NaN", GOOD.replace("}]}", "}],\"temperature\":NaN}")),
                Arguments.of("a key twice", GOOD.replace("}]}", "}],\"model\":\"gpt-4o\"}")),
                Arguments.of("a megabyte of nesting", deep),
                Arguments.of(
                        "nesting in a field nobody knows",
                        GOOD.replace(
                                "}]}",
                                "}],\"x\":" + deep.substring(0, 0) + "[".repeat(5_000) + "]".repeat(5_000) + "}")),
                Arguments.of("no messages", "{\"model\":\"gpt-4o-mini\"}"),
                Arguments.of("messages null", "{\"model\":\"gpt-4o-mini\",\"messages\":null}"),
                Arguments.of("empty messages", "{\"model\":\"gpt-4o-mini\",\"messages\":[]}"),
                Arguments.of("messages a string", "{\"model\":\"gpt-4o-mini\",\"messages\":\"Hi\"}"),
                Arguments.of("a message a string", "{\"model\":\"gpt-4o-mini\",\"messages\":[\"Hi\"]}"),
                Arguments.of("a message without a role", GOOD.replace("\"role\":\"user\",", "")),
                Arguments.of("a role that is none", GOOD.replace("\"user\"", "7")),
                Arguments.of("content a number", GOOD.replace("\"Hi\"", "7")),
                Arguments.of("model a number", GOOD.replace("\"gpt-4o-mini\"", "4")),
                Arguments.of("model empty", GOOD.replace("gpt-4o-mini", "")),
                Arguments.of("stream a string", GOOD.replace("}]}", "}],\"stream\":\"yes\"}")),
                Arguments.of("max_tokens negative", GOOD.replace("}]}", "}],\"max_tokens\":-5}")),
                Arguments.of("max_tokens a fraction", GOOD.replace("}]}", "}],\"max_tokens\":1.5}")),
                Arguments.of(
                        "max_tokens astronomical", GOOD.replace("}]}", "}],\"max_tokens\":" + "9".repeat(400) + "}")),
                Arguments.of("temperature a string", GOOD.replace("}]}", "}],\"temperature\":\"hot\"}")),
                Arguments.of("stream_options a number", GOOD.replace("}]}", "}],\"stream_options\":1}")),
                Arguments.of("tools an object", GOOD.replace("}]}", "}],\"tools\":{}}")),
                Arguments.of("provider unknown", GOOD.replace("}]}", "}],\"provider\":\"acme\"}")),
                Arguments.of("request_id an object", GOOD.replace("}]}", "}],\"request_id\":{}}")),
                Arguments.of("request_id with a line break", GOOD.replace("}]}", "}],\"request_id\":\"a\\nb\"}")),
                Arguments.of(
                        "too many fallbacks",
                        GOOD.replace("}]}", "}],\"fallbacks\":[" + "\"a\",".repeat(100) + "\"a\"]}")),
                Arguments.of(
                        "too many messages",
                        "{\"messages\":[" + "{\"role\":\"user\",\"content\":\"a\"},".repeat(3_000)
                                + "{\"role\":\"user\",\"content\":\"a\"}]}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongBodies")
    void saysWhatIsWrongWithABody(String what, String body) {
        Reply ours = gateway.client().chat(tenant.token(), body);
        Reply openai = gateway.client().completions(tenant.token(), body);

        assertThat(ours.status()).as(what + ": " + ours.body()).isEqualTo(400);
        assertThat(ours.json().getString("error")).isEqualTo("invalid_request");
        assertThat(ours.json().getString("detail")).isNotBlank();
        assertThat(ours.json().getString("request_id"))
                .isEqualTo(ours.header("x-request-id").orElseThrow());
        assertThat(openai.status()).isEqualTo(400);
        JsonObject error = openai.json().getJsonObject("error");
        assertThat(error.fieldNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(error.getString("type")).isEqualTo("invalid_request_error");
        assertThat(gateway.upstream().openai().count()).isZero();
    }

    @Test
    void namesTheFieldThatIsWrong() {
        Reply reply = gateway.client().completions(tenant.token(), GOOD.replace("}]}", "}],\"max_tokens\":\"many\"}"));

        assertThat(reply.json().getJsonObject("error").getString("param")).isEqualTo("max_tokens");
    }

    @Test
    void neverQuotesWhatWasSent() {
        Reply reply = gateway.client().chat(tenant.token(), "{\"messages\": secretprompt}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).doesNotContain("secretprompt");
    }

    @Test
    void refusesBytesThatAreNoUtf8() {
        byte[] head = ("POST /api/v1/chat HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + tenant.token()
                        + "\r\ncontent-length: 3\r\n\r\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (byte[] body : new byte[][] {{'{', (byte) 0xff, '}'}, {(byte) 0xfe, (byte) 0xff, 0}, {0, 0, 0}}) {
            try (var caller = gateway.raw()) {
                assertThat(caller.send(head).send(body).readAnswer())
                        .startsWith("HTTP/1.1 400")
                        .contains("UTF-8");
            }
        }
    }

    @Test
    void doesNotKnowEveryModel() {
        Reply reply = gateway.client().completions(tenant.token(), GOOD.replace("gpt-4o-mini", "gpt-99"));
        Reply fallback = gateway.client().chat(tenant.token(), GOOD.replace("}]}", "}],\"fallbacks\":[\"gpt-99\"]}"));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("unknown_model");
        assertThat(reply.json().getJsonObject("error").getString("param")).isEqualTo("model");
        assertThat(fallback.code()).isEqualTo("unknown_model");
    }

    @Test
    void refusesAnotherContentType() {
        Reply reply = gateway.client()
                .send(
                        "POST",
                        "/api/v1/chat",
                        GOOD,
                        "authorization",
                        "Bearer " + tenant.token(),
                        "content-type",
                        "text/plain");

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.code()).isEqualTo("unsupported_media_type");
    }

    @Test
    void refusesAnotherMethodAndSaysWhich() {
        Reply get = gateway.client().get("/v1/chat/completions", tenant.token());
        Reply delete = gateway.client().send("DELETE", "/v1/models/gpt-4o-mini", "");

        assertThat(get.status()).isEqualTo(405);
        assertThat(get.header("allow")).contains("POST");
        assertThat(get.code()).isEqualTo("method_not_allowed");
        assertThat(delete.status()).isEqualTo(405);
        assertThat(delete.header("allow")).contains("GET");
    }

    @Test
    void servesNothingElse() {
        for (String path : new String[] {"/", "/v2/chat", "/healthz", "/metrics", "/admin", "/v1/../metrics", "/%00"}) {
            Reply reply = gateway.client().get(path, tenant.token());

            assertThat(reply.status()).as(path).isEqualTo(404);
            assertThat(reply.code()).isEqualTo("not_found");
        }
    }

    @Test
    void refusesABodyThatIsTooLarge() {
        String large = GOOD.replace("Hi", "x".repeat(2 << 20));
        try (var caller = gateway.raw()) {
            String answer = caller.sendIfTaken(("POST /api/v1/chat HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                                    + tenant.token() + "\r\ncontent-length: " + large.length() + "\r\n\r\n" + large)
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .readAll();

            assertThat(answer).startsWith("HTTP/1.1 413").contains("request_too_large");
        }
    }

    @Test
    void refusesIdsThatCannotStandInAHeader() {
        Reply tooLong = gateway.client().chat(tenant.token(), GOOD, "x-request-id", "i".repeat(300));

        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.json().getString("param")).isEqualTo("x-request-id");
    }
}
