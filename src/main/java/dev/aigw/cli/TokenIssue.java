package dev.aigw.cli;

import dev.aigw.audit.AuditEntry;
import dev.aigw.audit.AuditLog;
import dev.aigw.tenant.StoredTenant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aigw token issue}. */
@Command(
        name = "issue",
        description = {
            "Sign a token of a tenant, and print it.",
            "",
            "Each option takes something away from what the tenant may do; none adds anything."
        },
        footer = {
            "",
            "Examples:",
            "  AIGW_TOKEN=$(aigw token issue my-site)",
            "  aigw token issue my-site --ttl 2m --model gpt-4o-mini --max-tokens 300 --origin https://my-site.example"
        })
final class TokenIssue implements Callable<Integer> {
    private static final int LONGEST_CLAIM = 256;

    private final Invocation invocation;

    @Parameters(paramLabel = "TENANT", description = "Whose: its slug.")
    private String slug = "";

    @Option(names = "--ttl", paramLabel = "DURATION", description = "How long it lives. Default: 1h.")
    private Duration ttl = Duration.ofHours(1);

    @Option(names = "--user", paramLabel = "ID", description = "Who uses it, as the ledger shall tell.")
    private Optional<String> user = Optional.empty();

    @Option(names = "--feature", paramLabel = "NAME", description = "What for, likewise.")
    private Optional<String> feature = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "PATTERN",
            split = ",",
            description = "Only for these models; as often as needed.")
    private List<String> models = List.of();

    @Option(names = "--max-tokens", paramLabel = "N", description = "Longest answer, in tokens.")
    private Optional<Long> maxTokens = Optional.empty();

    @Option(names = "--rpm", paramLabel = "N", description = "Requests a minute.")
    private Optional<Long> perMinute = Optional.empty();

    @Option(names = "--origin", paramLabel = "ORIGIN", description = "Only from this browser origin.")
    private Optional<String> origin = Optional.empty();

    @Option(names = "--scope", paramLabel = "WORD", split = ",", description = "Only for this; as often as needed.")
    private List<String> scopes = List.of();

    TokenIssue(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        TokenDraft draft = new TokenDraft(slug, Instant.now(), checkedTtl(), narrowing());
        try (Database database = Database.open(invocation)) {
            StoredTenant stored = Tenancy.require(database, slug);
            Tenancy.requireReadable(stored);
            warn(stored);
            database.ask(AuditLog.write(
                    database.postgres().pool(),
                    AuditEntry.onTenant(
                            database.operator(), "token.issue", stored.tenant().id(), draft.claims())));
            tell(draft, draft.sign(stored.tenant().secret()));
            return ExitCode.OK;
        }
    }

    private Duration checkedTtl() {
        if (ttl.toSeconds() < 1) {
            throw new CommandFailed(ExitCode.USAGE, "--ttl: It is 1 second at least.");
        }
        return ttl;
    }

    private JsonObject narrowing() {
        JsonObject claims = new JsonObject();
        user.ifPresent(value -> claims.put("user", text("--user", value)));
        feature.ifPresent(value -> claims.put("feature", text("--feature", value)));
        origin.ifPresent(value -> claims.put("origin", text("--origin", value)));
        maxTokens.ifPresent(value -> claims.put("max_tokens", positive("--max-tokens", value)));
        perMinute.ifPresent(value -> claims.put("rpm", positive("--rpm", value)));
        if (!models.isEmpty()) {
            claims.put(
                    "models",
                    new JsonArray(
                            models.stream().map(model -> text("--model", model)).toList()));
        }
        if (!scopes.isEmpty()) {
            claims.put("scope", text("--scope", String.join(" ", scopes)));
        }
        return claims;
    }

    private static String text(String option, String value) {
        if (value.isBlank() || value.length() > LONGEST_CLAIM) {
            throw new CommandFailed(ExitCode.USAGE, option + ": It is 1 to " + LONGEST_CLAIM + " characters.");
        }
        return value;
    }

    private static long positive(String option, long value) {
        if (value < 1) {
            throw new CommandFailed(ExitCode.USAGE, option + ": It is 1 at least.");
        }
        return value;
    }

    private void warn(StoredTenant stored) {
        Duration longest = stored.tenant().maxTokenTtl();
        if (ttl.compareTo(longest) > 0) {
            invocation.remark("aigw: warning: the gateway will refuse this token: tokens of " + slug + " live "
                    + Shown.duration(longest) + " at most (aigw tenant update " + slug + " --max-token-ttl "
                    + Shown.duration(ttl) + ").");
        }
        if (!stored.tenant().active()) {
            invocation.remark("aigw: warning: the gateway will refuse this token: " + slug + " is not active.");
        }
    }

    /** On stdout nothing but the token, so that a shell can take it. */
    private void tell(TokenDraft draft, String token) {
        if (invocation.json()) {
            invocation.print(new JsonObject()
                    .put("token", token)
                    .put("tenant", slug)
                    .put("expires_at", draft.expiresAt().toString())
                    .put("claims", draft.claims()));
        } else {
            invocation.out().println(token);
        }
    }
}
