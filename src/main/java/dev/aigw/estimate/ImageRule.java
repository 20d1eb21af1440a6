package dev.aigw.estimate;

import dev.aigw.dialect.openai.Prompt;
import dev.aigw.routing.Model;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How many tokens an image is to a model. Where its size is not known, because it is a URL that the gateway does not fetch,
 * the most that the rule can come to.
 *
 * <table>
 *   <caption>The rules, and where they are published</caption>
 *   <tr><td>gpt-4o, gpt-4.1, gpt-4.5, gpt-4, o1, o3, gpt-5, gpt-5.1, computer-use-preview, gpt-4o-mini</td>
 *   <td>OpenAI, "Images and vision", tile-based: fitted into 2048 px by 2048 px, the shorter side brought to 768 px, so many
 *   tokens for each tile of 512 px and a base; {@code low} is the base. At most 8 tiles.</td></tr>
 *   <tr><td>gpt-4.1-mini and -nano, gpt-5-mini and -nano and their successors, o4-mini, codex-mini</td>
 *   <td>the same page, patch-based: patches of 32 px, at most 1536, times 1.62, 2.46 or 1.72. Measurements by others find
 *   1.2 and 1.5 for gpt-5-mini and -nano, and no effect of {@code low}: what is published is more, and holds here.</td></tr>
 *   <tr><td>all newer OpenAI models</td>
 *   <td>patches times 1.2, at most 2500 with {@code high}, 10000 with {@code original} and where no detail is given</td></tr>
 *   <tr><td>Claude</td><td>Anthropic, "Images and vision": patches of 28 px, which is about width times height / 750; at most
 *   1600, and 4784 since Claude Opus 4.7</td></tr>
 *   <tr><td>Gemini</td><td>Google, "Understand and count tokens": 258 for each tile of 768 px; Gemini 3 1120, and 2240 at its
 *   highest resolution. At most 16 tiles.</td></tr>
 *   <tr><td>others</td><td>as the newest Claude</td></tr>
 * </table>
 */
sealed interface ImageRule {
    Pattern CLAUDE_TO_4_6 = Pattern.compile("claude-(v?[1-3]|instant|(opus|sonnet|haiku)-4(?![-.][7-9]))");

    /** By the beginning of the model's name; the longest holds. */
    TreeMap<String, ImageRule> OPENAI = new TreeMap<>(Map.ofEntries(
            Map.entry("gpt-4", new Tiles(85, 170)),
            Map.entry("gpt-4.1-mini", new Patches(32, 162, 1536, 1536)),
            Map.entry("gpt-4.1-nano", new Patches(32, 246, 1536, 1536)),
            Map.entry("gpt-4o-mini", new Tiles(2833, 5667)),
            Map.entry("chatgpt-4o", new Tiles(85, 170)),
            Map.entry("gpt-5-", new Tiles(70, 140)),
            Map.entry("gpt-5-mini", new Patches(32, 162, 1536, 1536)),
            Map.entry("gpt-5-nano", new Patches(32, 246, 1536, 1536)),
            Map.entry("gpt-5.1", new Tiles(70, 140)),
            Map.entry("gpt-5.1-codex-mini", new Patches(32, 172, 1536, 1536)),
            Map.entry("gpt-5.4-mini", new Patches(32, 162, 1536, 1536)),
            Map.entry("gpt-5.4-nano", new Patches(32, 246, 1536, 1536)),
            Map.entry("o1", new Tiles(75, 150)),
            Map.entry("o3", new Tiles(75, 150)),
            Map.entry("o4-mini", new Patches(32, 172, 1536, 1536)),
            Map.entry("codex-mini", new Patches(32, 172, 1536, 1536)),
            Map.entry("computer-use-preview", new Tiles(65, 129))));

    ImageRule NEWER_OPENAI = new Patches(32, 120, 2500, 10_000);
    ImageRule GOOGLE = new Squares(768, 258, 1120, 2240, 16 * 258);
    ImageRule CLAUDE = new Patches(28, 100, 1600, 1600);
    ImageRule NEWER_CLAUDE = new Patches(28, 100, 4784, 4784);

    long tokens(Optional<ImageSize> size, Prompt.Kind detail);

    static ImageRule of(Model model, Vendor vendor) {
        String name = Vendor.bareName(model);
        return switch (vendor) {
            case OPENAI, OPENAI_O200K, OPENAI_CL100K, GPT_OSS -> openAi(name);
            case ANTHROPIC -> CLAUDE_TO_4_6.matcher(name).find() ? CLAUDE : NEWER_CLAUDE;
            case GOOGLE -> GOOGLE;
            case OTHER -> NEWER_CLAUDE;
        };
    }

    private static ImageRule openAi(String name) {
        if (name.equals("gpt-5")) {
            return openAi("gpt-5-");
        }
        for (int end = name.length(); end > 0; end--) {
            ImageRule rule = OPENAI.get(name.substring(0, end));
            if (rule != null) {
                return rule;
            }
        }
        return NEWER_OPENAI;
    }

    /** Tiles of 512 px of the image after it was scaled down. */
    record Tiles(long base, long perTile) implements ImageRule {
        private static final int MOST = 8;

        @Override
        public long tokens(Optional<ImageSize> size, Prompt.Kind detail) {
            if (detail == Prompt.Kind.IMAGE_LOW) {
                return base;
            }
            return base + perTile * (size.isPresent() ? tiles(size.get()) : MOST);
        }

        private static long tiles(ImageSize size) {
            double fit = Math.min(1, 2048.0 / Math.max(size.width(), size.height()));
            double scale = Math.min(fit, 768.0 / Math.min(size.width(), size.height()));
            return Math.min(MOST, tiles(size.width() * scale) * tiles(size.height() * scale));
        }

        private static long tiles(double side) {
            return Math.max(1, Math.ceilDiv((long) side, 512L));
        }
    }

    /** Patches that cover the image, scaled down to where there are no more than so many. */
    record Patches(int side, long hundredths, long most, long mostOriginal) implements ImageRule {
        @Override
        public long tokens(Optional<ImageSize> size, Prompt.Kind detail) {
            long bound = detail == Prompt.Kind.IMAGE_HIGH || detail == Prompt.Kind.IMAGE_LOW ? most : mostOriginal;
            long patches = size.isPresent() ? Math.min(bound, covering(size.get(), side)) : bound;
            return Math.ceilDiv(patches * hundredths, 100L);
        }
    }

    /** Large tiles, at least so many tokens. */
    record Squares(int side, long perSquare, long least, long unknown, long most) implements ImageRule {
        @Override
        public long tokens(Optional<ImageSize> size, Prompt.Kind detail) {
            return size.isPresent() ? Math.clamp(covering(size.get(), side) * perSquare, least, most) : unknown;
        }
    }

    private static long covering(ImageSize size, int side) {
        return (long) Math.ceilDiv(size.width(), side) * Math.ceilDiv(size.height(), side);
    }
}
