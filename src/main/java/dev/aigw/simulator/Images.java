package dev.aigw.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** OpenAI's images, as its GPT image models make them: real pictures of the size that was asked for, in one colour. */
final class Images {
    private static final int MOST = 10;
    private static final int LARGEST_SIDE = 4_096;
    private static final int TOKENS_OF_LOW = 272;
    private static final Map<String, Integer> QUALITIES =
            Map.of("low", TOKENS_OF_LOW, "medium", 1_056, "high", 4_160, "auto", 1_056);
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})x([1-9][0-9]{0,4})");

    private Images() {}

    /** Fails with a {@link Refusal} for what these models refuse. */
    static JsonObject answer(JsonObject body, Faults faults) {
        String prompt = Fields.string(body, "prompt", "prompt")
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> Refusal.invalid(
                        "Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter"));
        if (body.containsKey("response_format")) {
            throw Refusal.invalid("Unknown parameter: 'response_format'.", "response_format", "unknown_parameter");
        }
        int images = Fields.positive(body, "n").orElse(1);
        if (images > MOST) {
            throw Refusal.invalid("Invalid 'n': expected at most 10.", "n", "integer_above_max_value");
        }
        String quality = Fields.string(body, "quality", "quality").orElse("auto");
        if (!QUALITIES.containsKey(quality)) {
            throw invalid("quality", quality);
        }
        String size = Fields.string(body, "size", "size")
                .filter(told -> !told.equals("auto"))
                .orElse("1024x1024");
        Matcher sides = SIZE.matcher(size);
        if (!sides.matches()) {
            throw invalid("size", size);
        }
        int width = Integer.parseInt(sides.group(1));
        int height = Integer.parseInt(sides.group(2));
        if (width > LARGEST_SIDE || height > LARGEST_SIDE) {
            throw invalid("size", size);
        }
        JsonArray data = new JsonArray();
        for (int i = 0; i < images; i++) {
            byte[] png = Png.plain(width, height, (prompt + i).hashCode());
            data.add(new JsonObject().put("b64_json", Base64.getEncoder().encodeToString(png)));
        }
        JsonObject answer = new JsonObject()
                .put("created", Instant.now().getEpochSecond())
                .put("background", "opaque")
                .put("data", data)
                .put("output_format", "png")
                .put("quality", quality.equals("auto") ? "medium" : quality)
                .put("size", size);
        long each = Math.ceilDiv((long) QUALITIES.getOrDefault(quality, TOKENS_OF_LOW) * width * height, 1024L * 1024);
        return faults.noUsage() ? answer : answer.put("usage", usage(Tokens.of(prompt), each * images));
    }

    private static JsonObject usage(long input, long output) {
        return new JsonObject()
                .put("input_tokens", input)
                .put(
                        "input_tokens_details",
                        new JsonObject().put("image_tokens", 0).put("text_tokens", input))
                .put("output_tokens", output)
                .put(
                        "output_tokens_details",
                        new JsonObject().put("image_tokens", output).put("text_tokens", 0))
                .put("total_tokens", input + output);
    }

    private static Refusal invalid(String field, String value) {
        return Refusal.invalid("Invalid value: '" + value + "'.", field, "invalid_value");
    }
}
