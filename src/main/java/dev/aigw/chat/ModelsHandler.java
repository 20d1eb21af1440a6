package dev.aigw.chat;

import dev.aigw.auth.Authenticator;
import dev.aigw.auth.Caller;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.dialect.json.Usd;
import dev.aigw.error.GatewayError;
import dev.aigw.http.AccessEntry;
import dev.aigw.http.ErrorWriter;
import dev.aigw.http.HttpVerticle;
import dev.aigw.routing.CurrentRouter;
import dev.aigw.routing.ListedModel;
import dev.aigw.routing.Model;
import dev.aigw.routing.ModelPatterns;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code GET /v1/models} and {@code /v1/models/<id>} in OpenAI's form: what the caller may ask for. */
public final class ModelsHandler {
    /** So few that no tier of a price begins before. */
    private static final long SOME_TOKENS = 1_000;

    private final Authenticator authenticator;
    private final CurrentRouter routers;

    public ModelsHandler(Authenticator authenticator, CurrentRouter routers) {
        this.authenticator = authenticator;
        this.routers = routers;
    }

    public void list(RoutingContext ctx) {
        authenticated(ctx, models -> {
            JsonArray data = new JsonArray();
            models.forEach(model -> data.add(json(model)));
            answer(ctx, new JsonObject().put("object", "list").put("data", data));
        });
    }

    public void one(RoutingContext ctx) {
        String id = Objects.requireNonNullElse(ctx.pathParam("*"), "");
        authenticated(ctx, models -> {
            Optional<ListedModel> found =
                    models.stream().filter(model -> model.id().equals(id)).findFirst();
            if (found.isPresent()) {
                answer(ctx, json(found.get()));
            } else {
                ErrorWriter.write(ctx.request(), HttpVerticle.access(ctx), new GatewayError.UnknownModel(id));
            }
        });
    }

    private void authenticated(RoutingContext ctx, java.util.function.Consumer<List<ListedModel>> then) {
        AccessEntry access = HttpVerticle.access(ctx);
        authenticator
                .authenticate(ctx.request(), "models")
                .map(caller -> {
                    access.tenant(caller.tenant().slug());
                    then.accept(visible(caller));
                    return caller;
                })
                .onFailure(failure -> ErrorWriter.write(ctx.request(), access, ErrorWriter.reason(failure, access)));
    }

    private List<ListedModel> visible(Caller caller) {
        return routers.current().listing(caller.tenant().allowedModels()).stream()
                .filter(model -> ModelPatterns.allows(caller.models(), model.ownedBy(), model.id()))
                .toList();
    }

    private static JsonObject json(ListedModel model) {
        JsonObject json = new JsonObject()
                .put("id", model.id())
                .put("object", "model")
                .put("created", model.created())
                .put("owned_by", model.ownedBy());
        model.model().ifPresent(known -> describe(json, known));
        if (!model.parameters().isEmpty()) {
            json.put("supported_parameters", new JsonArray(model.parameters()));
        }
        return json;
    }

    /** What is not known is left out. */
    private static void describe(JsonObject json, Model model) {
        if (model.contextTokens() > 0) {
            json.put("context_length", model.contextTokens());
            // The same once more: WordPress's AI Engine reads this name.
            json.put("context_window", model.contextTokens());
        }
        if (model.maxOutputTokens() > 0) {
            json.put("max_output_tokens", model.maxOutputTokens());
        }
        JsonObject architecture = new JsonObject();
        put(architecture, "input_modalities", model.abilities().takes());
        put(architecture, "output_modalities", model.abilities().gives());
        if (!architecture.isEmpty()) {
            json.put("architecture", architecture);
        }
        OptionalLong input = model.costNanos(new TokenUsage(SOME_TOKENS, 0, 0, 0, 0));
        OptionalLong output = model.costNanos(new TokenUsage(0, 0, 0, SOME_TOKENS, 0));
        if (input.isPresent() && output.isPresent()) {
            json.put(
                    "pricing",
                    new JsonObject()
                            .put("input_usd_per_million", perMillion(input.getAsLong()))
                            .put("output_usd_per_million", perMillion(output.getAsLong())));
        }
    }

    private static void put(JsonObject json, String name, List<String> known) {
        if (!known.isEmpty()) {
            json.put(name, new JsonArray(known));
        }
    }

    private static BigDecimal perMillion(long nanos) {
        return new BigDecimal(Usd.of(nanos * (1_000_000 / SOME_TOKENS)));
    }

    private static void answer(RoutingContext ctx, JsonObject body) {
        AccessEntry access = HttpVerticle.access(ctx);
        access.status(200);
        access.headWritten();
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader("x-request-id", access.requestId())
                .end(body.toBuffer());
    }
}
