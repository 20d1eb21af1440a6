package dev.aigw.chat;

import dev.aigw.auth.Authenticator;
import dev.aigw.auth.Caller;
import dev.aigw.error.GatewayError;
import dev.aigw.http.AccessEntry;
import dev.aigw.http.ErrorWriter;
import dev.aigw.http.HttpVerticle;
import dev.aigw.routing.CurrentRouter;
import dev.aigw.routing.ListedModel;
import dev.aigw.routing.ModelPatterns;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** {@code GET /v1/models} and {@code /v1/models/<id>} in OpenAI's form: what the caller may ask for. */
public final class ModelsHandler {
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
        return new JsonObject()
                .put("id", model.id())
                .put("object", "model")
                .put("created", model.created())
                .put("owned_by", model.ownedBy());
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
