package dev.aigw;

import dev.aigw.chat.AccountHandler;
import dev.aigw.chat.ChatHandler;
import dev.aigw.chat.CredentialsHandler;
import dev.aigw.chat.Face;
import dev.aigw.chat.ModelsHandler;
import dev.aigw.http.Cors;
import dev.aigw.http.HttpVerticle;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What is served: every public route with its handler, in order. {@code openapi.yaml} says the same to the outside. */
final class Routes {
    private Routes() {}

    static Router of(
            Vertx vertx,
            Cors cors,
            ChatHandler chat,
            ModelsHandler models,
            AccountHandler account,
            CredentialsHandler credentials) {
        Router router = Router.router(vertx);
        // Before everything that can refuse, so that browsers may read refusals too.
        router.route().order(-2).handler(cors::allow);
        route(router, cors, HttpMethod.POST, "/api/v1/chat", chat.as(Face.GATEWAY));
        route(router, cors, HttpMethod.POST, "/v1/chat/completions", chat.as(Face.OPENAI));
        route(router, cors, HttpMethod.POST, "/v1/images/generations", chat.as(Face.IMAGES));
        route(router, cors, HttpMethod.GET, "/v1/models", models::list);
        route(router, cors, HttpMethod.GET, "/v1/models/*", models::one); // ids may have slashes
        route(router, cors, HttpMethod.GET, "/api/v1/budget", account::budget);
        route(router, cors, HttpMethod.GET, "/api/v1/usage", account::usage);
        route(router, cors, HttpMethod.POST, "/api/v1/credentials/rotate", credentials::rotate);
        return router;
    }

    private static void route(
            Router router, Cors cors, HttpMethod method, String path, Handler<RoutingContext> handler) {
        router.route(method, path).handler(ctx -> {
            HttpVerticle.access(ctx).route(method.name(), path);
            handler.handle(ctx);
        });
        router.route(path).handler(cors.preflight(path, method));
        router.route(path).handler(HttpVerticle.only(method.name()));
    }
}
