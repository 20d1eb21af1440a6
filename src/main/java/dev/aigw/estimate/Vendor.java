package dev.aigw.estimate;

import dev.aigw.routing.Model;
import java.util.Locale;

/** Whose rules of counting hold for a model, told from its name and its provider's. */
enum Vendor {
    /** gpt-3.5 and gpt-4, but none of gpt-4o, gpt-4.1 and gpt-4.5. */
    OPENAI_CL100K(Tokenizer.CL100K),
    OPENAI(Tokenizer.O200K),
    ANTHROPIC(Tokenizer.BY_BYTES),
    GOOGLE(Tokenizer.BY_BYTES),
    OTHER(Tokenizer.BY_BYTES);

    private static final String[] O200K_NAMES = {"gpt-", "chatgpt-", "codex-", "o1", "o3", "o4", "computer-use-preview"
    };

    private final Tokenizer tokenizer;

    Vendor(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    boolean isOpenAi() {
        return this == OPENAI || this == OPENAI_CL100K;
    }

    static Vendor of(Model model) {
        String name = bareName(model);
        if (isCl100k(name)) {
            return OPENAI_CL100K;
        }
        for (String prefix : O200K_NAMES) {
            if (name.startsWith(prefix)) {
                return OPENAI;
            }
        }
        if (name.contains("claude")) {
            return ANTHROPIC;
        }
        if (name.startsWith("gemini")) {
            return GOOGLE;
        }
        // A deployment at Azure has whatever name its owner gave it.
        return model.provider().equals("openai") || model.provider().equals("azure") ? OPENAI : OTHER;
    }

    /** The model's own name: as a router of models writes it, without the vendor before it; a fine-tuned one's base. */
    static String bareName(Model model) {
        String name = model.name().toLowerCase(Locale.ROOT);
        name = name.substring(name.lastIndexOf('/') + 1);
        return name.startsWith("ft:") ? name.substring("ft:".length()) : name;
    }

    private static boolean isCl100k(String name) {
        return name.startsWith("gpt-3.5")
                || name.startsWith("gpt-35") // Azure allows no dots
                || name.equals("gpt-4")
                || name.startsWith("gpt-4-")
                || name.startsWith("gpt-4:");
    }
}
