package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.Tenant;
import dev.aigw.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenDraftTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.750Z");

    @Test
    void saysWhoseItIsAndHowLongItLives() {
        TokenDraft draft = new TokenDraft("my-site", NOW, Duration.ofHours(1), new JsonObject());

        assertThat(draft.claims())
                .isEqualTo(new JsonObject()
                        .put("sub", "my-site")
                        .put("iat", NOW.getEpochSecond())
                        .put("exp", NOW.getEpochSecond() + 3600));
    }

    @Test
    void carriesWhatNarrowsIt() {
        TokenDraft draft = new TokenDraft("my-site", NOW, Duration.ofHours(1), new JsonObject().put("max_tokens", 5));

        assertThat(draft.claims().getLong("max_tokens")).isEqualTo(5);
    }

    @Test
    void signsAsAnybodyElseWould() {
        TokenDraft draft = new TokenDraft("my-site", NOW, Duration.ofHours(1), new JsonObject().put("user", "ü"));

        String token = draft.sign(new Tenant.Secret("s3cret"));

        assertThat(token).isEqualTo(Tokens.hs256("s3cret", draft.claims()));
    }
}
