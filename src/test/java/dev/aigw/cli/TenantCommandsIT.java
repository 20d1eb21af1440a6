package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.cli.Terminal.Said;
import dev.aigw.postgres.Postgres;
import dev.aigw.testing.TestPostgres;
import dev.aigw.testing.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class TenantCommandsIT {
    @TempDir
    private Path directory;

    private String url;
    private Terminal terminal;

    @BeforeEach
    void sitDown() {
        url = TestPostgres.migrated();
        terminal = Terminal.at(directory, url);
    }

    @Test
    void makesATenantAndShowsItsSecretOnce() {
        Said created = terminal.type(
                "tenant",
                "create",
                "my-site",
                "--name",
                "My site",
                "--rpm",
                "120",
                "--model",
                "openai/gpt-4o*,claude-haiku-4-5",
                "--origin",
                "https://x.example",
                "--max-token-ttl",
                "2h",
                "--budget-day",
                "2.5");

        assertThat(created.code()).as(created.err()).isZero();
        assertThat(created.out()).containsPattern("secret +[A-Za-z0-9_-]{43}\n");
        Said shown = terminal.type("tenant", "show", "my-site", "--json");
        assertThat(shown.out()).doesNotContain(secretIn(created.out()));
        assertThat(shown.json().getString("name")).isEqualTo("My site");
        assertThat(shown.json().getLong("rate_limit_rpm")).isEqualTo(120);
        assertThat(shown.json().getLong("rate_limit_rpd")).isEqualTo(5000);
        assertThat(shown.json().getJsonArray("allowed_models"))
                .isEqualTo(new JsonArray().add("openai/gpt-4o*").add("claude-haiku-4-5"));
        assertThat(shown.json().getLong("max_token_ttl_seconds")).isEqualTo(7200);
        assertThat(shown.json().getDouble("budget_day_usd")).isEqualTo(2.5);
        assertThat(shown.json().getValue("budget_month_usd")).isNull();
    }

    @Test
    void listsThemForPeopleAndForPrograms() {
        terminal.type("tenant", "create", "one");
        terminal.type("tenant", "create", "two", "--rpd", "1000000");

        assertThat(terminal.type("tenant", "list").out())
                .startsWith("TENANT  NAME")
                .containsPattern("\none +one +yes +60 +5,000 +0 +all ")
                .containsPattern("\ntwo +two +yes +60 +1,000,000 ");
        assertThat(terminal.type("tenant", "list", "--json").array()).hasSize(2);
    }

    @Test
    void changesWhatIsNamedAndKeepsTheRest() {
        terminal.type("tenant", "create", "site", "--budget-day", "5", "--model", "a,b", "--rpm", "10");

        Said updated = terminal.type("tenant", "update", "site", "--budget-month", "50", "--any-model", "--json");

        assertThat(updated.code()).as(updated.err()).isZero();
        assertThat(updated.json().getInteger("budget_day_usd")).isEqualTo(5);
        assertThat(updated.json().getInteger("budget_month_usd")).isEqualTo(50);
        assertThat(updated.json().getJsonArray("allowed_models")).isEmpty();
        assertThat(updated.json().getInteger("rate_limit_rpm")).isEqualTo(10);
    }

    @Test
    void liftsABudget() {
        terminal.type("tenant", "create", "site", "--budget-day", "5", "--budget-total", "9");

        Said updated = terminal.type("tenant", "update", "site", "--budget-day", "none", "--json");

        assertThat(updated.json().getValue("budget_day_usd")).isNull();
        assertThat(updated.json().getInteger("budget_total_usd")).isEqualTo(9);
    }

    @Test
    void setsLimitsAndPoliciesShowsThemAndLiftsThem() {
        Said created = terminal.type(
                ("tenant create site --tpm 200000 --concurrent 20 --default-max-output 1000 --max-output 8000"
                                + " --unknown-price refuse --limiter-loss REFUSE --price-factor 120%")
                        .split(" "));
        JsonObject shown = terminal.type("tenant", "show", "site", "--json").json();
        Said text = terminal.type("tenant", "show", "site");
        Said updated = terminal.type(
                ("tenant update site --tpm none --concurrent none --default-max-output none --max-output none"
                                + " --unknown-price auto --limiter-loss share --price-factor 0.9 --json")
                        .split(" "));

        assertThat(created.code()).as(created.err()).isZero();
        assertThat(shown.getLong("rate_limit_tpm")).isEqualTo(200_000);
        assertThat(shown.getLong("max_concurrent")).isEqualTo(20);
        assertThat(shown.getLong("default_max_output")).isEqualTo(1_000);
        assertThat(shown.getLong("max_output")).isEqualTo(8_000);
        assertThat(shown.getString("unknown_price")).isEqualTo("refuse");
        assertThat(shown.getString("limiter_loss")).isEqualTo("refuse");
        assertThat(shown.getDouble("price_factor")).isEqualTo(1.2);
        assertThat(text.out())
                .contains("20 at once, 200,000 tokens a minute", "8,000 tokens at most, 1,000 where", "120% of the");
        assertThat(updated.json())
                .contains(
                        Map.entry("unknown_price", "auto"),
                        Map.entry("limiter_loss", "share"),
                        Map.entry("price_factor", 0.9))
                .filteredOn(entry -> entry.getValue() == null)
                .extracting(Map.Entry::getKey)
                .contains("rate_limit_tpm", "max_concurrent", "default_max_output", "max_output");
    }

    @Test
    void limitsUsersFeaturesCallersAndRoles() {
        terminal.type("tenant", "create", "site");

        Said each = terminal.type("tenant", "limit", "set", "site", "user", "*", "--rpm", "10", "--budget-day", "0.50");
        Said more = terminal.type("tenant", "limit", "set", "site", "USER", "*", "--concurrent", "2", "--json");
        Said text = terminal.type("tenant", "show", "site");
        Said removed = terminal.type("tenant", "limit", "remove", "site", "user", "*", "--json");

        assertThat(each.code()).as(each.err()).isZero();
        JsonObject limit = more.json().getJsonArray("limits").getJsonObject(0);
        assertThat(limit.getString("scope")).isEqualTo("user");
        assertThat(limit.getString("name")).isEqualTo("*");
        assertThat(limit.getLong("rpm")).isEqualTo(10);
        assertThat(limit.getLong("concurrent")).isEqualTo(2);
        assertThat(limit.getDouble("budget_day_usd")).isEqualTo(0.5);
        assertThat(limit.getValue("tpm")).isNull();
        assertThat(text.out())
                .containsPattern("\nLIMITED +NAME +A MINUTE")
                .containsPattern("\nuser +\\* +10 +- +- +2 +0.5 ");
        assertThat(removed.json().getJsonArray("limits")).isEmpty();
    }

    @Test
    void shutsOutAndLetsInAgain() {
        terminal.type("tenant", "create", "site");

        Said out = terminal.type("tenant", "deactivate", "site", "--json");
        Said in = terminal.type("tenant", "activate", "site", "--json");

        assertThat(out.json().getBoolean("active")).isFalse();
        assertThat(in.json().getBoolean("active")).isTrue();
    }

    @Test
    void rotatesTheSecretWithGrace() {
        String before = secretIn(terminal.type("tenant", "create", "site").out());

        Said rotated = terminal.type("tenant", "rotate-secret", "site", "--grace", "1h", "--json");

        assertThat(rotated.json().getString("secret")).hasSize(43).isNotEqualTo(before);
        assertThat(rotated.json().getString("previous_secret_valid_until")).isNotBlank();
    }

    @Test
    void showsTheSecretToThoseWhoAskAndRemembersIt(Vertx vertx) throws Exception {
        String secret = secretIn(terminal.type("tenant", "create", "site").out());

        Said shown = terminal.type("tenant", "show", "site", "--secret");

        assertThat(shown.out()).contains(secret);
        assertThat(audited(vertx))
                .containsExactly(
                        "tenant.create by " + Operator.actor("cli"), "tenant.show_secret by " + Operator.actor("cli"));
    }

    @Test
    void signsATokenThatSaysWhatWasAsked() {
        String secret = secretIn(terminal.type("tenant", "create", "site").out());

        Said issued = terminal.type(
                "token",
                "issue",
                "site",
                "--ttl",
                "10m",
                "--user",
                "u1",
                "--feature",
                "search",
                "--model",
                "a,b",
                "--max-tokens",
                "5",
                "--rpm",
                "3",
                "--origin",
                "https://x.example",
                "--scope",
                "chat,usage");

        assertThat(issued.code()).as(issued.err()).isZero();
        assertThat(issued.err()).isEmpty();
        JsonObject claims = claims(issued.out().strip());
        assertThat(issued.out().strip()).isEqualTo(Tokens.hs256(secret, claims));
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(600);
        claims.remove("exp");
        claims.remove("iat");
        assertThat(claims)
                .isEqualTo(new JsonObject()
                        .put("sub", "site")
                        .put("user", "u1")
                        .put("feature", "search")
                        .put("origin", "https://x.example")
                        .put("max_tokens", 5)
                        .put("rpm", 3)
                        .put("models", new JsonArray().add("a").add("b"))
                        .put("scope", "chat usage"));
    }

    @Test
    void warnsOfATokenThatTheGatewayWillRefuse() {
        terminal.type("tenant", "create", "site", "--max-token-ttl", "1h");
        terminal.type("tenant", "deactivate", "site");

        Said issued = terminal.type("token", "issue", "site", "--ttl", "3h");

        assertThat(issued.code()).isZero();
        assertThat(issued.err()).contains("live 1h at most", "is not active");
    }

    @ParameterizedTest
    @CsvSource({
        "create Bad_Slug, 2, SLUG:",
        "create other --rpm 0, 2, --rpm:",
        "create other --rpd 0, 2, --rpd:",
        "create other --model *x, 2, --model:",
        "create other --origin ftp://x, 2, --origin:",
        "create other --max-token-ttl 0s, 2, --max-token-ttl:",
        "create other --budget-day -1, 2, --budget-day:",
        "create other --budget-month -1, 2, --budget-month:",
        "create other --budget-total -1, 2, --budget-total:",
        "create other --rpm none, 2, --rpm: Every tenant",
        "update site --rpd none, 2, --rpd: Every tenant",
        "create other --tpm 0, 2, --tpm:",
        "create other --tpm 1000000000001, 2, --tpm:",
        "create other --concurrent -5, 2, --concurrent:",
        "create other --budget-day 9000000.000000001, 2, --budget-day:",
        "create other --default-max-output 0, 2, --default-max-output:",
        "create other --max-output 1000000000000, 2, --max-output:",
        "create other --max-output 9 --default-max-output 10, 2, --default-max-output:",
        "create other --price-factor 101, 2, --price-factor:",
        "create other --price-factor -1%, 2, --price-factor:",
        "limit set site user u, 2, Nothing to change",
        "limit set site user u --rpm 0, 2, --rpm:",
        "limit set site user u --budget-total -1, 2, --budget-total:",
        "limit set nobody user u --rpm 5, 1, no tenant 'nobody'",
        "limit remove site user u, 1, no limits of its own",
        "limit remove nobody user u, 1, no tenant 'nobody'",
        "create other --model a --any-model, 2, --any-model",
        "create site, 1, already",
        "update site, 2, Nothing to change",
        "rotate-secret site --grace 9999d, 2, --grace:",
        "show nobody, 1, no tenant 'nobody'",
        "update nobody --rpm 5, 1, no tenant 'nobody'",
        "deactivate nobody, 1, no tenant 'nobody'",
        "activate nobody, 1, no tenant 'nobody'",
        "rotate-secret nobody, 1, no tenant 'nobody'"
    })
    void saysInOneSentenceWhatIsWrong(String line, int code, String words) {
        terminal.type("tenant", "create", "site");

        Said said = terminal.type(("tenant " + line).split(" "));

        assertThat(said.code()).as(said.err()).isEqualTo(code);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).startsWith("aigw: ").contains(words).hasLineCount(1);
    }

    @Test
    void saysThatAnotherMasterKeyIsNeeded() {
        terminal.type("tenant", "create", "site");
        Terminal stranger = Terminal.at(directory, url).with("AIGW_MASTER_KEY", "f".repeat(64));

        Said said = stranger.type("token", "issue", "site");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("AIGW_MASTER_KEY", "rotate-secret site");
        assertThat(stranger.type("tenant", "list").out()).contains("does not open its secret");
    }

    private static String secretIn(String text) {
        Matcher secret = Pattern.compile("secret +(\\S+)").matcher(text);
        assertThat(secret.find()).isTrue();
        return secret.group(1);
    }

    private static JsonObject claims(String token) {
        return new JsonObject(
                new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));
    }

    private List<String> audited(Vertx vertx) throws Exception {
        Postgres postgres = Postgres.open(vertx, url, 1, Duration.ofSeconds(5));
        List<String> all = new ArrayList<>();
        postgres.pool()
                .query("select action, actor, source_address from audit_log order by id")
                .execute()
                .await(10, TimeUnit.SECONDS)
                .forEach(row -> all.add(row.getString(0) + " by Actor[name=" + row.getString(1) + ", source="
                        + row.getString(2) + "]"));
        postgres.close().await(10, TimeUnit.SECONDS);
        return all;
    }
}
