package dev.aigw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.auth.Authenticator;
import dev.aigw.bus.Bus;
import dev.aigw.chat.AccountHandler;
import dev.aigw.chat.ChatHandler;
import dev.aigw.chat.CredentialsHandler;
import dev.aigw.chat.ModelsHandler;
import dev.aigw.config.ConfigLoader;
import dev.aigw.config.GatewayConfig;
import dev.aigw.config.JournalConfig;
import dev.aigw.config.Sources;
import dev.aigw.error.ErrorBody;
import dev.aigw.error.GatewayError;
import dev.aigw.http.Cors;
import dev.aigw.http.Intake;
import dev.aigw.metrics.Meters;
import dev.aigw.routing.CurrentRouter;
import dev.aigw.routing.ModelCatalogue;
import dev.aigw.routing.ModelTable;
import dev.aigw.routing.Router;
import dev.aigw.tenant.TenantDirectory;
import dev.aigw.usage.UsageJournals;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code openapi.yaml} and the code together. */
class OpenApiTest {
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AIGW_POSTGRES_URL", "postgresql://nobody:none@localhost/none",
            "AIGW_REDIS_URL", "redis://localhost",
            "AIGW_MASTER_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    /** One of each error there is. */
    private static final List<GatewayError> ERRORS = List.of(
            GatewayError.InvalidRequest.of("x"),
            new GatewayError.ContextLengthExceeded("x"),
            new GatewayError.ContentFiltered("x"),
            new GatewayError.MissingBearer(),
            new GatewayError.InvalidToken(),
            new GatewayError.TokenExpired(),
            new GatewayError.ModelNotAllowed("x"),
            new GatewayError.OriginNotAllowed("x"),
            new GatewayError.ScopeNotAllowed("x"),
            new GatewayError.BodyNotAllowed(),
            new GatewayError.UnknownModel("x"),
            new GatewayError.NotFound("x"),
            new GatewayError.MethodNotAllowed("GET", "POST"),
            new GatewayError.RequestTimeout(WAIT),
            new GatewayError.RequestTooLarge("x", 1),
            new GatewayError.UnsupportedMediaType("x"),
            new GatewayError.RateLimited(GatewayError.Limit.REQUESTS_PER_MINUTE, "", 1, WAIT),
            new GatewayError.RateLimited(GatewayError.Limit.REQUESTS_PER_DAY, "", 1, WAIT),
            new GatewayError.RateLimited(GatewayError.Limit.TOKENS_PER_MINUTE, "", 1, WAIT),
            new GatewayError.RateLimited(GatewayError.Limit.CONCURRENT, "", 1, WAIT),
            new GatewayError.BudgetExceeded(GatewayError.Limit.BUDGET_DAY, "", 1, Optional.of(WAIT)),
            new GatewayError.ModelNotPriced("x"),
            new GatewayError.RequestInProgress("x"),
            new GatewayError.RequestIdReused("x"),
            new GatewayError.SecretChanged(),
            new GatewayError.TooManyRotations(1, WAIT),
            new GatewayError.ProviderFailed("x", 500, "x"),
            new GatewayError.ProviderTimeout("x", "x", WAIT),
            new GatewayError.AllProvidersUnavailable("x", WAIT),
            new GatewayError.Draining(WAIT),
            new GatewayError.Overloaded(WAIT),
            new GatewayError.LimiterUnavailable(WAIT),
            new GatewayError.Internal("x"));

    private final OpenApi spec;

    OpenApiTest() throws IOException {
        spec = OpenApi.load();
    }

    @Test
    void describesEveryRouteAndNoOther(@TempDir Path directory) {
        Set<String> described = new TreeSet<>(spec.operations().keySet());

        assertThat(routes(directory)).isEqualTo(described);
    }

    @Test
    void describesAPreflightOfEveryPath() {
        assertThat(spec.preflights().values())
                .isNotEmpty()
                .allSatisfy(preflight -> assertThat(
                                preflight.getJsonObject("responses").fieldNames())
                        .containsExactlyInAnyOrder("204", "403"));
    }

    @Test
    void knowsEveryErrorWithItsStatus() {
        Map<String, Integer> told = new TreeMap<>();
        ERRORS.stream().map(ErrorBody::of).forEach(body -> told.put(body.code(), body.status()));

        assertThat(ERRORS.stream().map(GatewayError::getClass).collect(Collectors.toSet()))
                .as("this test knows every error")
                .isEqualTo(Set.of(GatewayError.class.getPermittedSubclasses()));
        assertThat(spec.errorCodes()).isEqualTo(told);
        assertThat(spec.errorCodeEnum()).containsExactlyInAnyOrderElementsOf(told.keySet());
    }

    @Test
    void listsEveryStatusThatAChatCanEndWith() {
        Set<String> statuses = ERRORS.stream()
                .map(error -> Integer.toString(ErrorBody.of(error).status()))
                .collect(Collectors.toCollection(TreeSet::new));
        statuses.add("200");

        spec.operations().forEach((operation, described) -> {
            Set<String> responses = described.getJsonObject("responses").fieldNames();
            if (operation.startsWith("POST") && !operation.contains("/credentials/")) {
                assertThat(responses).as(operation).containsExactlyInAnyOrderElementsOf(statuses);
            } else {
                assertThat(statuses).as(operation).containsAll(responses);
            }
        });
    }

    @Test
    void tellsWhenToTryAgainWhereverTheGatewayDoes() {
        for (GatewayError error : ERRORS) {
            ErrorBody body = ErrorBody.of(error);
            JsonObject chat = spec.operation("POST /api/v1/chat").getJsonObject("responses");
            String reference =
                    chat.getJsonObject(Integer.toString(body.status())).getString("$ref");

            assertThat(spec.at(reference).getJsonObject("headers").containsKey("retry-after"))
                    .as(body.code())
                    .isEqualTo(body.retryAfter().isPresent());
        }
    }

    @Test
    void refersToNothingThatIsNotThere() {
        assertThat(spec.references())
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(spec.at(reference)).isNotNull());
    }

    /** The public routes as the router has them, with their wildcard named as the page names it. */
    private static Set<String> routes(Path directory) {
        Vertx vertx = Vertx.vertx();
        try {
            GatewayConfig config = ConfigLoader.load(
                            ConfigLoader.Mode.DEV, Sources.discover(directory, ENVIRONMENT, Optional.empty()))
                    .config();
            Authenticator authenticator =
                    new Authenticator(vertx, config.auth(), new TenantDirectory(), Clock.systemUTC());
            CurrentRouter routers = new CurrentRouter(
                    new Router(new ModelCatalogue(ModelTable.builtIn(), config.providers()), config.routing()));
            Meters meters = new Meters(new SimpleMeterRegistry());
            UsageJournals journals = UsageJournals.open(
                    new JournalConfig(directory.resolve("journal"), 1 << 16, 1 << 20, Duration.ZERO), 1);
            Bus bus = Bus.install(vertx);
            ChatHandler chat = new ChatHandler(
                    vertx, bus, 0, config, routers, authenticator, new Intake(1), meters, journals.lane(0));
            journals.close();
            return Routes.of(
                            vertx,
                            new Cors(origin -> false),
                            chat,
                            new ModelsHandler(authenticator, routers),
                            new AccountHandler(bus, authenticator, Clock.systemUTC()),
                            new CredentialsHandler(vertx, bus, config.http(), authenticator))
                    .getRoutes()
                    .stream()
                    .filter(route -> route.methods() != null)
                    .flatMap(OpenApiTest::operations)
                    .collect(Collectors.toCollection(TreeSet::new));
        } finally {
            vertx.close().await();
        }
    }

    private static java.util.stream.Stream<String> operations(Route route) {
        String path = route.isExactPath() ? route.getPath() : route.getPath() + "{id}";
        return route.methods().stream().map(method -> method.name() + " " + path);
    }
}
