package dev.aigw.simulator;

import dev.aigw.config.SimulatorConfig;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves the routes of OpenAI, Azure OpenAI and Anthropic; whom a request is for is told by its path. */
final class ProviderHandler implements Handler<HttpServerRequest> {
    private static final Pattern AZURE =
            Pattern.compile("/openai/deployments/([^/]+)/(chat/completions|images/generations)");
    private static final Vendor OPENAI = new OpenAi(false);
    private static final Vendor AZURE_OPENAI = new OpenAi(true);
    private static final Vendor ANTHROPIC = new Anthropic();
    private static final List<String> MODELS = List.of("gpt-4o-mini", "gpt-4o", "gpt-5-mini", "claude-sonnet-4-5");

    private final Playback playback;

    ProviderHandler(Vertx vertx, SimulatorConfig config) {
        this.playback = new Playback(vertx, config);
    }

    @Override
    public void handle(HttpServerRequest request) {
        String path = Optional.ofNullable(request.path()).orElse("/");
        Matcher azure = AZURE.matcher(path);
        if (azure.matches()) {
            String deployment = URLDecoder.decode(azure.group(1), StandardCharsets.UTF_8);
            if (request.getParam("api-version") == null) {
                refuse(AZURE_OPENAI, request, Refusal.of(404, "Resource not found"));
            } else if (azure.group(2).startsWith("images")) {
                images(AZURE_OPENAI, request, Optional.of(deployment));
            } else {
                chat(AZURE_OPENAI, request, Optional.of(deployment));
            }
            return;
        }
        switch (path) {
            case "/v1/chat/completions" -> chat(OPENAI, request, Optional.empty());
            case "/v1/images/generations" -> images(OPENAI, request, Optional.empty());
            case "/v1/messages" -> chat(ANTHROPIC, request, Optional.empty());
            case "/v1/models" -> models(request);
            default -> refuse(OPENAI, request, Refusal.of(404, "Invalid URL (" + request.method() + " " + path + ")"));
        }
    }

    private void chat(Vendor vendor, HttpServerRequest request, Optional<String> deployment) {
        post(
                vendor,
                request,
                deployment,
                (json, faults) ->
                        playback.answer(vendor, vendor.read(json, request.headers()), faults, request.response()));
    }

    private void images(Vendor vendor, HttpServerRequest request, Optional<String> deployment) {
        post(
                vendor,
                request,
                deployment,
                (json, faults) -> playback.answer(vendor, Images.answer(json, faults), faults, request.response()));
    }

    private void post(
            Vendor vendor,
            HttpServerRequest request,
            Optional<String> deployment,
            BiConsumer<JsonObject, Faults> then) {
        if (!request.method().equals(HttpMethod.POST)) {
            refuse(vendor, request, Refusal.of(405, "Not allowed to " + request.method() + " on " + request.path()));
            return;
        }
        request.body().onSuccess(body -> {
            try {
                JsonObject json = parse(body);
                deployment.ifPresent(name -> json.put("model", name));
                Faults faults = faults(request, json);
                then.accept(json, faults);
            } catch (Refusal refusal) {
                playback.refuse(vendor, refusal, request.response());
            }
        });
    }

    /** Takes the faults off the model's name, and adds those of the header. */
    private static Faults faults(HttpServerRequest request, JsonObject json) {
        String inHeader = request.headers().get(Faults.HEADER);
        String inModel = "";
        if (json.getValue("model") instanceof String model && model.contains(";")) {
            int end = model.indexOf(';');
            inModel = model.substring(end + 1);
            json.put("model", model.substring(0, end));
        }
        if (inHeader == null && inModel.isEmpty()) {
            return Faults.NONE;
        }
        return Faults.parse((inHeader == null ? "" : inHeader) + "," + inModel);
    }

    private static JsonObject parse(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            throw Refusal.invalid("We could not parse the JSON body of your request. The body must be a JSON object.");
        }
    }

    private void refuse(Vendor vendor, HttpServerRequest request, Refusal refusal) {
        request.body().onComplete(read -> playback.refuse(vendor, refusal, request.response()));
    }

    private static void models(HttpServerRequest request) {
        boolean anthropic = request.headers().contains("anthropic-version");
        JsonArray models = new JsonArray();
        for (String name : MODELS) {
            JsonObject model = new JsonObject().put("id", name);
            models.add(
                    anthropic
                            ? model.put("type", "model")
                                    .put("display_name", name)
                                    .put("created_at", "2026-01-01T00:00:00Z")
                            : model.put("object", "model")
                                    .put("created", 1_767_225_600)
                                    .put("owned_by", "simulator"));
        }
        JsonObject list = new JsonObject().put("data", models);
        if (anthropic) {
            list.put("has_more", false).put("first_id", MODELS.getFirst()).put("last_id", MODELS.getLast());
        } else {
            list.put("object", "list");
        }
        request.response().putHeader("content-type", "application/json").end(list.toBuffer());
    }
}
