package dev.aigw.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aigw.dialect.Vectors;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.HeadLimits;
import dev.aigw.dialect.openai.Prompt;
import dev.aigw.routing.Model;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Estimates of recorded requests beside what the provider counted. */
final class EstimateVectorsTest {
    private record Compared(String id, Prompt prompt, long reported, long estimated) {
        long over() {
            return estimated - reported;
        }

        boolean has(Prompt.Kind... kinds) {
            for (int part = 0; part < prompt.size(); part++) {
                if (List.of(kinds).contains(prompt.kind(part))) {
                    return true;
                }
            }
            return false;
        }

        boolean isText() {
            for (int part = 0; part < prompt.size(); part++) {
                if (prompt.kind(part) != Prompt.Kind.TEXT) {
                    return false;
                }
            }
            return prompt.calls() == 0;
        }

        @Override
        public String toString() {
            return id + ": " + estimated + " for " + reported;
        }
    }

    @Test
    void countsPlainTextAsOpenAiDoes() throws IOException {
        List<Compared> texts = compare("openai", Compared::isText);

        report("plain text", texts);
        assertThat(texts)
                .isNotEmpty()
                .allSatisfy(one -> assertThat((double) one.over())
                        .as(one.toString())
                        .isBetween(-10.0, 10 + 0.05 * one.reported()));
        assertThat(texts.stream().filter(one -> Math.abs(one.over()) <= 1).count())
                .isGreaterThan(texts.size() * 8L / 10);
    }

    @Test
    void countsToolsNeverByMuchTooFew() throws IOException {
        List<Compared> tools = compare(
                "openai",
                one -> !one.isText() && !one.has(Prompt.Kind.FILE, Prompt.Kind.FILE_REFERENCE, Prompt.Kind.IMAGE));

        report("tools, calls and schemas", tools);
        assertThat(tools)
                .isNotEmpty()
                .allSatisfy(one ->
                        assertThat((double) one.over()).as(one.toString()).isBetween(-5.0, 60 + 2.0 * one.reported()));
    }

    @Test
    void countsImagesAndFilesNeverByMuchTooFew() throws IOException {
        List<Compared> media =
                compare("openai", one -> one.has(Prompt.Kind.FILE, Prompt.Kind.FILE_REFERENCE, Prompt.Kind.IMAGE));

        report("images and files", media);
        assertThat(media)
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.over()).as(one.toString()).isGreaterThanOrEqualTo(-5));
    }

    @Test
    void estimatesOtherVendorsText() throws IOException {
        List<Compared> texts = new ArrayList<>();
        for (String provider : List.of("mistral", "groq", "deepseek", "cerebras", "huggingface")) {
            texts.addAll(compare(
                    provider, one -> one.isText() && !one.id().contains("web_search") && one.reported() < 10_000));
        }

        report("text of other vendors", texts);
        assertThat(texts)
                .isNotEmpty()
                .allSatisfy(one -> assertThat((double) one.over())
                        .as(one.toString())
                        .isBetween(-10 - 0.1 * one.reported(), 110 + 0.5 * one.reported()));
    }

    private static List<Compared> compare(String provider, Predicate<Compared> which) throws IOException {
        List<Compared> all = new ArrayList<>();
        for (Vectors.Exchange exchange : Vectors.read(provider, "chat/completions")) {
            long reported = exchange.status() == 200 ? reported(exchange.body()) : 0;
            if (reported > 0 && exchange.request().isObject() && !isServedWithMore(exchange.request())) {
                ChatHead head = ChatHead.read(
                        Buffer.buffer(Json.mapper().writeValueAsBytes(exchange.request())), HeadLimits.DEFAULT);
                Model model = Requests.model(provider, head.model().orElse(""));
                Compared one = new Compared(
                        exchange.id() + " " + model.name(), head.prompt(), reported, TokenEstimate.input(head, model));
                if (which.test(one)) {
                    all.add(one);
                }
            }
        }
        return all;
    }

    /** Models that read the web bring what they read into the prompt. */
    private static boolean isServedWithMore(JsonNode request) {
        String model = request.path("model").asText();
        return model.contains("search") || model.startsWith("compound");
    }

    private static long reported(String body) throws IOException {
        long reported = 0;
        boolean whole = body.stripLeading().startsWith("{");
        for (String line : whole ? List.of(body) : body.lines().toList()) {
            String json = line.startsWith("data:") ? line.substring("data:".length()) : line;
            if (json.stripLeading().startsWith("{")) {
                long tokens = Json.mapper()
                        .readTree(json)
                        .path("usage")
                        .path("prompt_tokens")
                        .asLong();
                reported = Math.max(reported, tokens);
            }
        }
        return reported;
    }

    @SuppressWarnings("SystemOut")
    private static void report(String what, List<Compared> compared) {
        List<Compared> ordered = compared.stream()
                .sorted(Comparator.comparingLong(Compared::over))
                .toList();
        if (!ordered.isEmpty()) {
            System.out.printf(
                    "estimates, %s: %d requests, %d exact, median %+d, most under %s, most over %s%n",
                    what,
                    ordered.size(),
                    ordered.stream().filter(one -> one.over() == 0).count(),
                    ordered.get(ordered.size() / 2).over(),
                    ordered.getFirst(),
                    ordered.getLast());
        }
    }
}
