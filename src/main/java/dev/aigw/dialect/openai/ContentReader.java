package dev.aigw.dialect.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aigw.dialect.json.Json;
import dev.aigw.dialect.neutral.Part;
import dev.aigw.dialect.neutral.Part.Source;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the content of one message: a string, or an array of parts. Texts of nothing but blanks are left out. */
final class ContentReader {
    private final Set<String> ignored;

    ContentReader(Set<String> ignored) {
        this.ignored = ignored;
    }

    List<Part> parts(JsonNode content, String at) {
        if (content.isTextual()) {
            return text(content.asText());
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < content.size(); i++) {
            parts.addAll(part(content.get(i), at + "[" + i + "]"));
        }
        return List.copyOf(parts);
    }

    /** For messages that may hold nothing but text. */
    List<String> texts(JsonNode content, String at) {
        List<String> texts = new ArrayList<>();
        for (Part part : parts(content, at)) {
            if (!(part instanceof Part.Text(String text))) {
                throw RequestJson.invalid(at, at + " must be text.");
            }
            texts.add(text);
        }
        return texts;
    }

    private static List<Part> text(String text) {
        return text.isBlank() ? List.of() : List.of(new Part.Text(Json.wellFormed(text)));
    }

    private List<Part> part(JsonNode part, String at) {
        String type = part.path("type").asText();
        return switch (type) {
            case "text" -> {
                if (!part.path("text").isTextual()) {
                    throw RequestJson.invalid(at + ".text", at + ".text must be a string.");
                }
                yield text(part.path("text").asText());
            }
            case "refusal" -> text(part.path("refusal").asText());
            case "image_url" -> List.of(image(part.path("image_url"), at + ".image_url"));
            case "file" -> List.of(file(part.path("file"), at + ".file"));
            default ->
                throw RequestJson.invalid(
                        at + ".type", at + ".type is not one that this provider takes: text, image_url or file.");
        };
    }

    private Part image(JsonNode image, String at) {
        // A bare string is what some clients send.
        String url = image.isTextual() ? image.asText() : image.path("url").asText();
        if (!image.path("detail").asText("auto").equals("auto")) {
            ignored.add("messages[].content[].image_url.detail");
        }
        if (url.startsWith("https://") || url.startsWith("http://")) {
            return new Part.Image(new Source.Url(Json.wellFormed(url)));
        }
        return new Part.Image(inline(url)
                .orElseThrow(() -> RequestJson.invalid(
                        at + ".url", at + ".url must be a data: URL in base64, or an http(s) URL.")));
    }

    private static Part file(JsonNode file, String at) {
        if (!file.path("file_data").isTextual()) {
            throw RequestJson.invalid(
                    at + ".file_data", at + ".file_data is missing; a file_id is known to its own provider only.");
        }
        Optional<String> name = file.path("filename").isTextual()
                ? Optional.of(Json.wellFormed(file.path("filename").asText()))
                : Optional.empty();
        Source.Inline data = inline(file.path("file_data").asText())
                .orElseThrow(
                        () -> RequestJson.invalid(at + ".file_data", at + ".file_data must be a data: URL in base64."));
        if (data.mediaType().equals("application/pdf")) {
            return new Part.Document(data, name);
        }
        if (data.mediaType().startsWith("image/")) {
            return new Part.Image(data);
        }
        if (data.mediaType().startsWith("text/")) {
            return new Part.Document(new Source.PlainText(decoded(data.base64(), at + ".file_data")), name);
        }
        throw RequestJson.invalid(
                at + ".file_data", at + ".file_data must be a PDF, an image or text for this provider.");
    }

    private static String decoded(String base64, String at) {
        try {
            return Json.wellFormed(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw RequestJson.invalid(at, at + " is not base64.");
        }
    }

    /** Takes {@code data:image/png;base64,...} apart, with or without further parameters. */
    private static Optional<Source.Inline> inline(String url) {
        int comma = url.indexOf(',');
        if (!url.startsWith("data:") || comma < 0 || comma > 200) {
            return Optional.empty();
        }
        String head = url.substring("data:".length(), comma).toLowerCase(Locale.ROOT);
        int end = head.indexOf(';');
        if (end <= 0 || !head.endsWith(";base64")) {
            return Optional.empty();
        }
        return Optional.of(new Source.Inline(head.substring(0, end), Json.wellFormed(url.substring(comma + 1))));
    }
}
