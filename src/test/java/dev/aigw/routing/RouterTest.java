package dev.aigw.routing;

import static dev.aigw.routing.Fixtures.azure;
import static dev.aigw.routing.Fixtures.provider;
import static dev.aigw.routing.Fixtures.simulated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.config.ProviderConfig;
import dev.aigw.config.ProviderConfig.Kind;
import dev.aigw.config.RoutingConfig;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.error.GatewayError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final ModelTable TABLE = ModelTable.builtIn();
    private static final ProviderConfig OPENAI = provider("openai", Kind.OPENAI, "gpt-4o-mini");
    private static final ProviderConfig ANTHROPIC = provider("anthropic", Kind.ANTHROPIC, "claude-haiku-4-5");
    private static final ProviderConfig AZURE = azure(Map.of(), "gpt-4o-mini");
    private static final ProviderConfig LOCAL = provider("local", Kind.OPENAI_COMPATIBLE, "llama-3", "*");
    private static final ProviderConfig GROQ = provider("groq", Kind.OPENAI_COMPATIBLE, "llama-3.3-70b-versatile");
    private static final ProviderConfig SIMULATOR = simulated("simulator", Kind.SIMULATOR, "gpt-4o-mini");
    private static final Map<String, List<String>> ALIASES = Map.of(
            "fast", List.of("anthropic/claude-haiku-4-5", "openai/gpt-4o-mini"), "gone", List.of("mistral/small"));

    private final Router router = router("openai", OPENAI, ANTHROPIC, AZURE, LOCAL, GROQ, SIMULATOR);

    @Test
    void takesTheDefaultModelOfTheDefaultProvider() {
        assertThat(found(wanted("", ""))).containsExactly("openai/gpt-4o-mini", "azure/gpt-4o-mini");
    }

    @Test
    void takesTheDefaultModelOfANamedProvider() {
        assertThat(found(wanted("anthropic", ""))).containsExactly("anthropic/claude-haiku-4-5");
    }

    @Test
    void staysWithTheProviderThatTheCallerNamed() {
        assertThat(found(wanted("azure", "gpt-4o-mini"))).containsExactly("azure/gpt-4o-mini");
        assertThat(found(wanted("", "azure/gpt-4o-mini"))).containsExactly("azure/gpt-4o-mini");
        assertThat(found(wanted("azure", "azure/gpt-4o-mini"))).containsExactly("azure/gpt-4o-mini");
    }

    @Test
    void asksTheDefaultProviderFirstAndThenAllOthersThatHaveTheModel() {
        Router azureFirst = router("azure", OPENAI, ANTHROPIC, AZURE, LOCAL);

        assertThat(found(azureFirst, wanted("", "gpt-4o"))).containsExactly("azure/gpt-4o", "openai/gpt-4o");
    }

    @Test
    void findsABareModelAtWhoeverHasIt() {
        assertThat(found(wanted("", "claude-sonnet-4-5"))).first().isEqualTo("anthropic/claude-sonnet-4-5");
        assertThat(found(wanted("", "llama-3.3-70b-versatile"))).containsExactly("groq/llama-3.3-70b-versatile");
    }

    @Test
    void leavesWhatNobodyListsToAProviderThatTakesAnyName() {
        assertThat(found(wanted("", "my-own-model"))).containsExactly("local/my-own-model");
    }

    @Test
    void takesASlashForPartOfTheNameWhereNoProviderIsMeant() {
        assertThat(found(wanted("", "meta-llama/llama-4-scout-17b-16e-instruct")))
                .containsExactly("groq/meta-llama/llama-4-scout-17b-16e-instruct");
        assertThat(found(wanted("groq", "openai/gpt-oss-120b"))).containsExactly("groq/openai/gpt-oss-120b");
        assertThat(found(wanted("", "openai/gpt-oss-120b"))).containsExactly("groq/openai/gpt-oss-120b");
    }

    @Test
    void pricesADatedModel() {
        Candidate candidate = first(wanted("", "gpt-4o-mini-2024-07-18"));

        assertThat(candidate.model().name()).isEqualTo("gpt-4o-mini-2024-07-18");
        assertThat(candidate.model().costNanos(new TokenUsage(1, 0, 0, 0, 0))).hasValue(150);
    }

    @Test
    void pricesAzureByItsOwnRowsAndElseByThoseOfOpenAi() {
        TokenUsage one = new TokenUsage(1, 0, 0, 0, 0);

        assertThat(first(wanted("azure", "gpt-4")).model().costNanos(one)).hasValue(60_000);
        assertThat(first(wanted("azure", "gpt-4o-2024-05-13")).model().costNanos(one))
                .hasValue(5_000);
    }

    @Test
    void doesNotKnowThePriceOfAModelThatNobodyLists() {
        assertThat(first(wanted("local", "my-own-model")).model().costNanos(new TokenUsage(1, 0, 0, 0, 0)))
                .isEmpty();
    }

    @Test
    void pricesTheSimulatorAsTheModelItPlays() {
        Candidate candidate = first(wanted("simulator", "claude-sonnet-4-5"));

        assertThat(candidate.provider().name()).isEqualTo("simulator");
        assertThat(candidate.model().costNanos(new TokenUsage(1, 0, 0, 1, 0))).hasValue(18_000);
    }

    @Test
    void neverLetsTheSimulatorStandInForAProvider() {
        Router real = router("openai", OPENAI, SIMULATOR, simulated("azure", Kind.OPENAI, "gpt-4o-mini"));

        assertThat(found(real, wanted("", "gpt-4o-mini"))).containsExactly("openai/gpt-4o-mini");
        assertThat(refused(real, wanted("", "no-such-model")))
                .isEqualTo(new GatewayError.UnknownModel("no-such-model"));
    }

    @Test
    void letsASimulatorThatIsTheDefaultTakeAnyName() {
        Router playing = router("simulator", OPENAI, SIMULATOR);

        assertThat(found(playing, wanted("", "no-such-model"))).containsExactly("simulator/no-such-model");
    }

    @Test
    void offersOnlyWhatIsDeployedAtAzureOnceItIsToldWhatIs() {
        Router deployed = router("azure", azure(Map.of("gpt-4o", "prod-4o"), "gpt-4o"));

        assertThat(found(deployed, wanted("", ""))).containsExactly("azure/gpt-4o");
        assertThat(refused(deployed, wanted("", "gpt-4o-mini"))).isInstanceOf(GatewayError.UnknownModel.class);
        assertThat(refused(deployed, wanted("", "gpt-4o-2024-08-06"))).isInstanceOf(GatewayError.UnknownModel.class);
    }

    @Test
    void followsAnAliasInItsOrder() {
        assertThat(found(wanted("", "fast"))).containsExactly("anthropic/claude-haiku-4-5", "openai/gpt-4o-mini");
    }

    @Test
    void followsAnAliasOnlyToTheProviderThatTheCallerNamed() {
        assertThat(found(wanted("openai", "fast"))).containsExactly("openai/gpt-4o-mini");
        assertThat(refused(router, wanted("azure", "fast"))).isEqualTo(new GatewayError.UnknownModel("fast"));
    }

    @Test
    void doesNotKnowAnAliasWhoseProvidersAreAllGone() {
        Router closed = router("openai", OPENAI);

        assertThat(refused(closed, wanted("", "gone"))).isEqualTo(new GatewayError.UnknownModel("gone"));
    }

    @Test
    void tellsWhichAliasesLeadNowhere() {
        Router closed = router("openai", OPENAI);

        assertThat(closed.deadAliases())
                .containsExactlyInAnyOrder("fast -> anthropic/claude-haiku-4-5", "gone -> mistral/small");
    }

    @Test
    void appendsTheFallbacksOfTheRequestWithoutRepeatingOne() {
        Wanted wanted = new Wanted(
                Optional.of("openai"), Optional.of("gpt-4o"), List.of("fast", "openai/gpt-4o", "claude-haiku-4-5"));

        assertThat(found(wanted)).containsExactly("openai/gpt-4o", "anthropic/claude-haiku-4-5", "openai/gpt-4o-mini");
    }

    @Test
    void triesNoMoreThanItMay() {
        Wanted wanted = new Wanted(
                Optional.empty(), Optional.of("gpt-4o"), List.of("gpt-4.1", "gpt-5", "claude-haiku-4-5", "local/x"));

        assertThat(found(wanted)).hasSize(4);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        Router closed = router("openai", OPENAI, ANTHROPIC);
        Wanted withFallback = new Wanted(Optional.empty(), Optional.of("gpt-4o"), List.of("no-fallback"));

        assertThat(refused(closed, wanted("", "gpt-99"))).isEqualTo(new GatewayError.UnknownModel("gpt-99"));
        assertThat(refused(closed, wanted("openai", "claude-haiku-4-5")))
                .isEqualTo(new GatewayError.UnknownModel("claude-haiku-4-5"));
        assertThat(refused(closed, wanted("", "x".repeat(100_000)))).isInstanceOf(GatewayError.UnknownModel.class);
        assertThat(refused(closed, wanted("gemini", "")))
                .isInstanceOfSatisfying(
                        GatewayError.InvalidRequest.class,
                        error -> assertThat(error.field()).contains("provider"));
        assertThat(refused(closed, withFallback)).isEqualTo(new GatewayError.UnknownModel("no-fallback"));
    }

    @Test
    void refusesAModelThatTheTenantMayNotUse() {
        Candidates candidates = router.candidates(wanted("", "gpt-4o"), List.of("claude-*"));

        assertThat(candidates).isEqualTo(new Candidates.Refused(new GatewayError.ModelNotAllowed("gpt-4o")));
    }

    @Test
    void doesNotLetAnAllowedFallbackRescueAModelThatIsNot() {
        Wanted wanted = new Wanted(Optional.empty(), Optional.of("gpt-4o"), List.of("claude-haiku-4-5"));

        assertThat(router.candidates(wanted, List.of("claude-*"))).isInstanceOf(Candidates.Refused.class);
    }

    @Test
    void leavesOutTheCandidatesThatTheTenantMayNotUse() {
        Wanted wanted = new Wanted(Optional.empty(), Optional.of("gpt-4o"), List.of("claude-haiku-4-5", "gpt-4.1"));

        Candidates candidates = router.candidates(wanted, List.of("azure/*"));

        assertThat(names(candidates)).containsExactly("azure/gpt-4o", "azure/gpt-4.1");
    }

    @Test
    void remembersWhatItFoundAndNoMoreThanSoMuch() {
        Candidates first = router.candidates(wanted("local", "model-0"), List.of());
        Candidates again = router.candidates(wanted("local", "model-0"), List.of());
        IntStream.range(1, 10_000).forEach(i -> router.candidates(wanted("local", "model-" + i), List.of()));
        Candidates afterwards = router.candidates(wanted("local", "model-0"), List.of());

        assertThat(again).isSameAs(first);
        assertThat(afterwards).isNotSameAs(first).isEqualTo(first);
    }

    @Test
    void listsEveryModelOnceUnderANameThatLeadsToIt() {
        List<ListedModel> listing = router.listing(List.of());

        assertThat(listing)
                .extracting(ListedModel::id)
                .doesNotHaveDuplicates()
                .contains("fast", "gpt-4o", "azure/gpt-4o");
        assertThat(listing)
                .filteredOn(listed -> listed.id().equals("gpt-4o-mini"))
                .allSatisfy(listed -> {
                    assertThat(listed.ownedBy()).isEqualTo("openai");
                    assertThat(listed.created()).isEqualTo(1_721_260_800);
                    assertThat(listed.model().orElseThrow().contextTokens()).isEqualTo(128_000);
                })
                .hasSize(1);
        assertThat(listing).allSatisfy(listed -> {
            if (!listed.ownedBy().equals("aigw")) {
                assertThat(first(wanted("", listed.id())).provider().name()).isEqualTo(listed.ownedBy());
            }
        });
    }

    @Test
    void pricesAModelAsAzureSpellsIt() {
        Router azure = router("azure", Fixtures.azure(Map.of(), "gpt-4o", "gpt-35-turbo-0125"));

        Candidate found =
                ((Candidates.Found) azure.candidates(wanted("azure", "gpt-35-turbo-0125"), List.of())).first();

        assertThat(found.model().name()).isEqualTo("gpt-35-turbo-0125");
        assertThat(found.model().costNanos(new TokenUsage(1, 0, 0, 0, 0))).hasValue(500);
    }

    @Test
    void listsOnlyWhatTheTenantMayUse() {
        List<ListedModel> listing = router.listing(List.of("claude-haiku-4-5"));

        assertThat(listing).extracting(ListedModel::id).containsExactly("fast", "claude-haiku-4-5");
    }

    private static Router router(String defaultProvider, ProviderConfig... providers) {
        RoutingConfig config = new RoutingConfig(defaultProvider, false, ALIASES, 4, Optional.empty());
        return new Router(new ModelCatalogue(TABLE, List.of(providers)), config);
    }

    private static Wanted wanted(String provider, String model) {
        return Wanted.of(
                Optional.of(provider).filter(text -> !text.isEmpty()),
                Optional.of(model).filter(text -> !text.isEmpty()));
    }

    private Candidate first(Wanted wanted) {
        return ((Candidates.Found) router.candidates(wanted, List.of())).first();
    }

    private List<String> found(Wanted wanted) {
        return found(router, wanted);
    }

    private static List<String> found(Router router, Wanted wanted) {
        return names(router.candidates(wanted, List.of()));
    }

    private static List<String> names(Candidates candidates) {
        assertThat(candidates).isInstanceOf(Candidates.Found.class);
        return ((Candidates.Found) candidates)
                .inOrder().stream()
                        .map(candidate -> candidate.provider().name() + "/"
                                + candidate.model().name())
                        .toList();
    }

    private static GatewayError refused(Router router, Wanted wanted) {
        Candidates candidates = router.candidates(wanted, List.of());
        assertThat(candidates).isInstanceOf(Candidates.Refused.class);
        return ((Candidates.Refused) candidates).error();
    }
}
