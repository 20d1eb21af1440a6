package dev.aigw.chat;

import dev.aigw.audit.Actor;
import dev.aigw.auth.Authenticator;
import dev.aigw.auth.Caller;
import dev.aigw.bus.Bus;
import dev.aigw.bus.Bus.Question;
import dev.aigw.config.HttpConfig;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import dev.aigw.http.AccessEntry;
import dev.aigw.http.BodyReader;
import dev.aigw.http.ErrorWriter;
import dev.aigw.http.HttpVerticle;
import dev.aigw.http.RequestIds;
import dev.aigw.tenant.ConnectCode;
import dev.aigw.tenant.Tenant;
import dev.aigw.tenant.Tenants;
import dev.aigw.tenant.Tenants.Rotate;
import dev.aigw.tenant.Tenants.Rotated;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /api/v1/credentials/rotate}: a tenant gives itself a new secret. Only a token that says so, {@code scope:
 * "credentials"}, may: whoever merely holds a token, however broad, must not come by the secret that makes tokens.
 */
public final class CredentialsHandler {
    private static final String SCOPE = "credentials";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long GRACE_SECONDS = 3_600;
    /** So that an answer that got lost can be asked for again. */
    private static final long LEAST_GRACE_SECONDS = 60;

    private static final long MOST_GRACE_SECONDS = 86_400;
    private static final Set<String> FIELDS = Set.of("request_id", "grace_seconds");

    private final Authenticator authenticator;
    private final BodyReader bodies;
    private final Optional<String> publicUrl;
    private final Question<Rotate, Rotated> rotations;

    public CredentialsHandler(Vertx vertx, Bus bus, HttpConfig config, Authenticator authenticator) {
        this.authenticator = authenticator;
        this.bodies = new BodyReader(vertx, config);
        this.publicUrl = config.publicUrl();
        this.rotations = bus.question(Tenants.ROTATE, PATIENCE);
    }

    public void rotate(RoutingContext ctx) {
        AccessEntry access = HttpVerticle.access(ctx);
        Future<Caller> caller = authenticator.authenticate(ctx.request(), SCOPE);
        if (!caller.isComplete()) {
            ctx.request().pause();
        }
        caller.compose(known -> {
                    access.tenant(known.tenant().slug());
                    Tenant.Secret secret = secretOf(known);
                    return bodies.read(ctx.request())
                            .map(body -> asked(ctx, known.tenant(), secret, body))
                            .compose(rotations::ask)
                            .map(rotated -> answer(known.tenant(), rotated, access));
                })
                .onComplete(
                        body -> send(ctx, body),
                        failure -> ErrorWriter.write(ctx.request(), access, ErrorWriter.reason(failure, access)));
    }

    private static Tenant.Secret secretOf(Caller caller) {
        return caller.signedWith()
                .filter(secret -> caller.scopes().contains(SCOPE))
                .orElseThrow(() -> new GatewayException(new GatewayError.ScopeNotAllowed(SCOPE)));
    }

    private static Rotate asked(RoutingContext ctx, Tenant tenant, Tenant.Secret secret, Buffer body) {
        JsonObject json = read(body);
        String id = text(json)
                .or(() -> RequestIds.ofHeaders(ctx.request().headers()))
                .orElseThrow(
                        () -> wrong(
                                "request_id",
                                "request_id is missing: by it the new secret can be asked for again if this answer gets lost."));
        AccessEntry access = HttpVerticle.access(ctx);
        access.requestId(id);
        return new Rotate(tenant.id(), secret, id, grace(json), new Actor("tenant " + tenant.slug(), access.client()));
    }

    private static JsonObject read(Buffer body) {
        try {
            JsonObject json = body.length() == 0 ? new JsonObject() : new JsonObject(body);
            for (String field : json.fieldNames()) {
                if (!FIELDS.contains(field)) {
                    throw wrong(field, "There is no such field; there are request_id and grace_seconds.");
                }
            }
            return json;
        } catch (DecodeException | ClassCastException notAnObject) {
            throw new GatewayException(InvalidRequest.of("The body must be a JSON object, or empty."));
        }
    }

    private static Optional<String> text(JsonObject json) {
        return Optional.ofNullable(json.getValue("request_id")).map(value -> {
            if (value instanceof String text
                    && !text.isEmpty()
                    && text.length() <= RequestIds.MAX_LENGTH
                    && text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
                return text;
            }
            throw wrong("request_id", "request_id must be 1 to 256 printable ASCII characters.");
        });
    }

    private static Duration grace(JsonObject json) {
        Object value = json.getValue("grace_seconds");
        if (value == null) {
            return Duration.ofSeconds(GRACE_SECONDS);
        }
        if (value instanceof Integer seconds && seconds >= LEAST_GRACE_SECONDS && seconds <= MOST_GRACE_SECONDS) {
            return Duration.ofSeconds(seconds);
        }
        throw wrong(
                "grace_seconds",
                "grace_seconds must be " + LEAST_GRACE_SECONDS + " to " + MOST_GRACE_SECONDS + ", a whole number.");
    }

    private Buffer answer(Tenant tenant, Rotated rotated, AccessEntry access) {
        JsonObject json = new JsonObject()
                .put("tenant", tenant.slug())
                .put("secret", rotated.secret().value());
        publicUrl.ifPresent(url -> json.put(
                "connect_code",
                ConnectCode.ofSecret(url, tenant.slug(), rotated.secret().value())
                        .text()));
        rotated.previousUntil().ifPresent(until -> json.put("previous_valid_until", until.toString()));
        return json.put("repeated", rotated.again())
                .put("request_id", access.requestId())
                .toBuffer();
    }

    private static void send(RoutingContext ctx, Buffer body) {
        AccessEntry access = HttpVerticle.access(ctx);
        access.status(200);
        access.headWritten();
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("x-request-id", access.requestId())
                .end(body);
    }

    private static GatewayException wrong(String field, String reason) {
        return new GatewayException(InvalidRequest.of(field, reason));
    }
}
