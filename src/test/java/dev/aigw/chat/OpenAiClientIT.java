package dev.aigw.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.aigw.tenant.TenantSettings;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.GatewayTest;
import dev.aigw.testing.TestGateway;
import dev.aigw.testing.TestTenant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java client, with nothing changed but base URL and key. */
@GatewayTest
class OpenAiClientIT {
    private static final ChatCompletionCreateParams HELLO = ChatCompletionCreateParams.builder()
            .model("gpt-4o-mini")
            .addSystemMessage("Be brief.")
            .addUserMessage("Say hello.")
            .build();

    private final TestGateway gateway;
    private TestTenant tenant;

    OpenAiClientIT(TestGateway gateway) {
        this.gateway = gateway;
    }

    @BeforeEach
    void makeTenant() {
        tenant = gateway.tenant();
    }

    @Test
    void chatsWithAToken() {
        ChatCompletion completion = client(tenant.token()).chat().completions().create(HELLO);

        assertThat(text(completion)).isEqualTo("Hello there");
        assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(12);
    }

    @Test
    void chatsWithAnApiKey() {
        String key = tenant.key();
        gateway.awaitStatus(key, 200);

        ChatCompletion completion = client(key).chat().completions().create(HELLO);

        assertThat(text(completion)).isEqualTo("Hello there");
    }

    @Test
    void streams() {
        ChatCompletionCreateParams params = HELLO.toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        StringBuilder text = new StringBuilder();
        long[] tokens = {0};

        try (StreamResponse<ChatCompletionChunk> stream =
                client(tenant.token()).chat().completions().createStreaming(params)) {
            stream.stream().forEach(chunk -> {
                chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
                chunk.usage().ifPresent(usage -> tokens[0] = usage.completionTokens());
            });
        }

        assertThat(text).hasToString("Hello there");
        assertThat(tokens[0]).isEqualTo(12);
    }

    @Test
    void failsOnAStreamThatBreaks() {
        gateway.upstream().openai().next(Behaviours.stream(Canned.delta("Half")));

        assertThatThrownBy(() -> {
                    try (StreamResponse<ChatCompletionChunk> stream =
                            client(tenant.token()).chat().completions().createStreaming(HELLO)) {
                        stream.stream().forEach(chunk -> {});
                    }
                })
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void callsTools() {
        gateway.upstream().openai().next(Behaviours.json("""
                {"id":"chatcmpl-2","object":"chat.completion","created":1700000000,"model":"gpt-4o-mini",
                 "choices":[{"index":0,"finish_reason":"tool_calls","logprobs":null,"message":{"role":"assistant",
                  "content":null,"refusal":null,"tool_calls":[{"id":"call_1","type":"function",
                  "function":{"name":"weather","arguments":"{\\"city\\":\\"Brno\\"}"}}]}}],
                 "usage":%s}""".formatted(Canned.USAGE)));
        FunctionDefinition weather = FunctionDefinition.builder()
                .name("weather")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .build())
                .build();

        ChatCompletion completion = client(tenant.token())
                .chat()
                .completions()
                .create(HELLO.toBuilder().addFunctionTool(weather).build());

        List<ChatCompletionMessageToolCall> calls =
                completion.choices().getFirst().message().toolCalls().orElseThrow();
        assertThat(calls.getFirst().asFunction().function().name()).isEqualTo("weather");
        assertThat(calls.getFirst().asFunction().function().arguments()).isEqualTo("{\"city\":\"Brno\"}");
        assertThat(gateway.upstream().openai().request(1).json().getJsonArray("tools"))
                .hasSize(1);
    }

    @Test
    void listsModels() {
        List<String> ids = client(tenant.token()).models().list().data().stream()
                .map(model -> model.id())
                .toList();

        assertThat(ids).contains("gpt-4o-mini", "claude-haiku-4-5");
        assertThat(client(tenant.token()).models().retrieve("gpt-4o-mini").ownedBy())
                .isEqualTo("openai");
    }

    @Test
    void knowsOurErrorsByTheirKind() {
        TestTenant limited = gateway.tenant(TenantSettings.NONE.withRates(OptionalLong.of(1), OptionalLong.of(100)));
        client(limited.token()).chat().completions().create(HELLO);

        assertThatThrownBy(() -> client("nonsense").chat().completions().create(HELLO))
                .isInstanceOf(UnauthorizedException.class)
                .hasMessageContaining("not valid for this gateway");
        assertThatThrownBy(() -> client(limited.token()).chat().completions().create(HELLO))
                .isInstanceOfSatisfying(
                        RateLimitException.class, e -> assertThat(e.code()).contains("rate_limited_minute"));
        assertThatThrownBy(() -> client(tenant.token())
                        .chat()
                        .completions()
                        .create(HELLO.toBuilder().model("gpt-99").build()))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.param()).contains("model"));
        assertThatThrownBy(() -> client(tenant.token())
                        .chat()
                        .completions()
                        .create(HELLO.toBuilder().maxCompletionTokens(-1).build()))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void knowsAProviderThatFailed() {
        gateway.upstream().openai().always(Behaviours.json(500, "{}"));

        assertThatThrownBy(() -> client(tenant.token())
                        .chat()
                        .completions()
                        .create(HELLO.toBuilder().model("openai/gpt-4o-mini").build()))
                .isInstanceOf(InternalServerException.class);
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().getFirst().message().content().orElseThrow();
    }
}
