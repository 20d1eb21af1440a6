package dev.aigw.dialect;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aigw.dialect.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Recorded exchanges with real providers; they live outside of the project, and tests over them are skipped without. */
public final class Vectors {

    /** One recorded exchange. */
    public record Exchange(String id, String path, int status, JsonNode request, String body) {
        public boolean streamed() {
            return body.startsWith("data:")
                    || body.startsWith("event:")
                    || body.startsWith(":")
                    || body.startsWith(" data:");
        }

        @Override
        public String toString() {
            return id;
        }
    }

    private Vectors() {}

    /** All exchanges of a provider whose path contains the text. */
    public static List<Exchange> read(String provider, String path) throws IOException {
        Path file = folder().resolve("vectors").resolve(provider + ".jsonl");
        assumeThat(file)
                .as("the recorded traffic is not here; say where with AIGW_SHARED")
                .exists();
        List<Exchange> exchanges = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                JsonNode json = Json.mapper().readTree(line);
                if (json.path("path").asText().contains(path)
                        && json.path("body").isTextual()) {
                    exchanges.add(new Exchange(
                            json.path("id").asText(),
                            json.path("path").asText(),
                            json.path("status").asInt(),
                            json.path("request"),
                            json.path("body").asText()));
                }
            }
        }
        return exchanges;
    }

    private static Path folder() {
        String environment = System.getenv().getOrDefault("AIGW_SHARED", "../shared");
        return Path.of(System.getProperty("AIGW_SHARED", environment));
    }
}
