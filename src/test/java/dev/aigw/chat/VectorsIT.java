package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.aigw.dialect.Vectors;
import dev.aigw.dialect.Vectors.Exchange;
import dev.aigw.testing.Behaviour;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.ListPrices;
import dev.aigw.testing.Reply;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import dev.aigw.testing.UsageRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real answers of OpenAI and Anthropic, served byte for byte by the upstream: what they say arrives, and is billed right. */
@GatewayTest
class VectorsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PIECE = 1_000;
    private static final Map<String, String> FINISH =
            Map.of("end_turn", "stop", "stop_sequence", "stop", "max_tokens", "length", "tool_use", "tool_calls");

    private final TestGateway gateway;
    private TestTenant tenant;

    VectorsIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void passesOpenAisAnswersThroughToTheByte() throws IOException {
        List<Exchange> exchanges = answered("openai", "/v1/chat/completions", false);

        for (int i = 0; i < exchanges.size(); i++) {
            Exchange exchange = exchanges.get(i);
            gateway.upstream().openai().next(replay(exchange));
            Reply reply = gateway.client()
                    .completions(tenant.token(), exchange.request().toString(), "x-request-id", id(i));

            assertThat(reply.status()).as(exchange.id() + reply.body()).isEqualTo(200);
            assertThat(reply.body()).as(exchange.id()).isEqualTo(exchange.body());
            assertThat(gateway.upstream().openai().request(i + 1).text())
                    .as("the request goes as it came, %s", exchange.id())
                    .isEqualTo(exchange.request().toString());
        }
        assertLedger(exchanges, "openai", false);
    }

    @Test
    void passesOpenAisStreamsThrough() throws IOException {
        List<Exchange> exchanges = answered("openai", "/v1/chat/completions", true);

        for (int i = 0; i < exchanges.size(); i++) {
            Exchange exchange = exchanges.get(i);
            gateway.upstream().openai().next(replay(exchange));
            Reply reply = gateway.client()
                    .completions(tenant.token(), exchange.request().toString(), "x-request-id", id(i));

            List<JsonNode> sent = OpenAiEvents.of(exchange.body());
            List<JsonNode> got = OpenAiEvents.of(reply.body());
            assertThat(reply.events()).as(exchange.id()).endsWith("[DONE]");
            assertThat(OpenAiEvents.text(got)).as(exchange.id()).isEqualTo(OpenAiEvents.text(sent));
            assertThat(OpenAiEvents.toolCalls(got)).as(exchange.id()).isEqualTo(OpenAiEvents.toolCalls(sent));
            assertThat(OpenAiEvents.finish(got)).as(exchange.id()).isEqualTo(OpenAiEvents.finish(sent));
            if (exchange.request().path("stream_options").path("include_usage").asBoolean()) {
                assertThat(OpenAiEvents.usage(got).path("total_tokens"))
                        .as(exchange.id())
                        .isEqualTo(OpenAiEvents.usage(sent).path("total_tokens"));
            }
        }
        assertLedger(exchanges, "openai", true);
    }

    @Test
    void translatesAnthropicsAnswers() throws IOException {
        assertTranslated(answered("anthropic", "/v1/messages", false), false);
    }

    @Test
    void translatesAnthropicsStreams() throws IOException {
        assertTranslated(answered("anthropic", "/v1/messages", true), true);
    }

    private void assertTranslated(List<Exchange> exchanges, boolean stream) throws IOException {
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange exchange = exchanges.get(i);
            AnthropicMessage expected = AnthropicMessage.of(exchange);
            ObjectNode request = JSON.createObjectNode()
                    .put(
                            "model",
                            "anthropic/" + exchange.request().path("model").asText())
                    .put("stream", stream);
            request.putObject("stream_options").put("include_usage", true);
            request.putArray("messages").addObject().put("role", "user").put("content", "Hi");
            gateway.upstream().anthropic().next(replay(exchange));

            Reply reply = gateway.client().completions(tenant.token(), request.toString(), "x-request-id", id(i));

            assertThat(reply.status()).as(exchange.id() + reply.body()).isEqualTo(200);
            List<JsonNode> got = stream ? OpenAiEvents.of(reply.body()) : List.of(JSON.readTree(reply.body()));
            assertThat(OpenAiEvents.text(got)).as(exchange.id()).isEqualTo(expected.text());
            assertThat(OpenAiEvents.finish(got))
                    .as(exchange.id())
                    .isEqualTo(FINISH.getOrDefault(expected.stop(), "stop"));
            JsonNode usage = OpenAiEvents.usage(got);
            assertThat(usage.path("prompt_tokens").asLong()).as(exchange.id()).isEqualTo(expected.input());
            assertThat(usage.path("completion_tokens").asLong())
                    .as(exchange.id())
                    .isEqualTo(expected.output());
        }
        assertLedger(exchanges, "anthropic", stream);
    }

    /** One row each, with the tokens of the recording and the list price of the model, reckoned here independently. */
    private void assertLedger(List<Exchange> exchanges, String provider, boolean stream) throws IOException {
        List<UsageRow> rows = gateway.rowsOf(tenant, exchanges.size());
        assertThat(rows).hasSize(exchanges.size());
        int priced = 0;
        for (int i = 0; i < exchanges.size(); i++) {
            Exchange exchange = exchanges.get(i);
            String id = id(i);
            UsageRow row = rows.stream()
                    .filter(each -> each.requestId().equals(id))
                    .findFirst()
                    .orElseThrow();
            assertThat(row.status()).as(exchange.id()).isEqualTo("ok");
            if (provider.equals("openai")) {
                JsonNode usage = stream
                        ? OpenAiEvents.usage(OpenAiEvents.of(exchange.body()))
                        : JSON.readTree(exchange.body()).path("usage");
                assertThat(row.estimated()).as(exchange.id()).isEqualTo(usage.isMissingNode());
                if (usage.isMissingNode()) {
                    continue;
                }
                assertThat(row.input())
                        .as(exchange.id())
                        .isEqualTo(usage.path("prompt_tokens").asLong());
                assertThat(row.output())
                        .as(exchange.id())
                        .isEqualTo(usage.path("completion_tokens").asLong());
                assertThat(row.cacheRead())
                        .isEqualTo(usage.path("prompt_tokens_details")
                                .path("cached_tokens")
                                .asLong());
            } else {
                AnthropicMessage message = AnthropicMessage.of(exchange);
                assertThat(row.input()).as(exchange.id()).isEqualTo(message.input());
                assertThat(row.output()).as(exchange.id()).isEqualTo(message.output());
            }
            String expected = ListPrices.usd(provider, row.model(), row);
            if (!expected.isEmpty()) {
                priced++;
                assertThat(row.usd()).as(exchange.id()).isEqualTo(expected);
            }
        }
        assertThat(priced).as("answers whose price could be checked").isPositive();
    }

    private String id(int number) {
        return tenant.slug() + "-" + number;
    }

    private List<Exchange> answered(String provider, String path, boolean stream) throws IOException {
        List<Exchange> fit = new ArrayList<>();
        for (Exchange exchange : Vectors.read(provider, path)) {
            String model = exchange.request().path("model").asText();
            if (exchange.status() == 200
                    && !exchange.path().contains("count_tokens")
                    && exchange.streamed() == stream
                    && gateway.client()
                                    .get("/v1/models/" + model, tenant.token())
                                    .status()
                            == 200) {
                fit.add(exchange);
            }
        }
        assertThat(fit).hasSizeGreaterThan(10);
        return fit;
    }

    private static Behaviour replay(Exchange exchange) {
        byte[] body = exchange.body().getBytes(StandardCharsets.UTF_8);
        if (!exchange.streamed()) {
            return answer -> answer.whole(200, body, "content-type", "application/json");
        }
        return answer -> {
            answer.beginStream();
            for (int i = 0; i < body.length; i += PIECE) {
                answer.chunk(Arrays.copyOfRange(body, i, Math.min(body.length, i + PIECE)));
            }
            answer.end();
        };
    }
}
