package dev.aigw.estimate;

import dev.aigw.routing.Model;
import java.util.Locale;

/**
 * Whose rules of counting hold for a model, told from its name and its provider's.
 *
 * <p>What a request costs beside its text is published for OpenAI's older models (3 tokens to begin the answer) and Anthropic
 * (a system prompt that comes with tools, up to 530); the rest was read off recorded traffic and rounded up.
 */
enum Vendor {
    /** gpt-3.5 and gpt-4. */
    OPENAI_CL100K(Tokenizer.CL100K, 3, 24),
    /** gpt-4o, gpt-4.1, gpt-4.5 and o1. */
    OPENAI_O200K(Tokenizer.O200K, 3, 24),
    /** gpt-5, o3 and all that came and will come after. */
    OPENAI(Tokenizer.O200K, 3, 96),
    /** OpenAI's open weights, whose hosts send a system prompt of their own. */
    GPT_OSS(Tokenizer.O200K, 100, 96),
    ANTHROPIC(Tokenizer.BY_BYTES, 30, 600),
    GOOGLE(Tokenizer.BY_BYTES, 3, 96),
    /** Open weights: some chat templates begin with a date and a greeting. */
    OTHER(Tokenizer.BY_BYTES, 40, 120);

    private final Tokenizer tokenizer;
    private final int perRequest;
    private final int forTools;

    Vendor(Tokenizer tokenizer, int perRequest, int forTools) {
        this.tokenizer = tokenizer;
        this.perRequest = perRequest;
        this.forTools = forTools;
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    /** Tokens of every request. */
    int perRequest() {
        return perRequest;
    }

    /** Tokens of a request that has tools, their definitions not among them. */
    int forTools() {
        return forTools;
    }

    static Vendor of(Model model) {
        String name = bareName(model);
        if (name.startsWith("gpt-") || name.startsWith("chatgpt-")) {
            return ofGpt(name);
        }
        if (name.startsWith("o1")) {
            return OPENAI_O200K;
        }
        if (name.startsWith("o3") || name.startsWith("o4-mini") || name.startsWith("codex-")) {
            return OPENAI;
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

    private static Vendor ofGpt(String name) {
        if (name.startsWith("gpt-oss")) {
            return GPT_OSS;
        }
        if (name.startsWith("gpt-3")
                || name.equals("gpt-4")
                || name.startsWith("gpt-4-")
                || name.startsWith("gpt-4:")) {
            return OPENAI_CL100K; // Azure writes gpt-35, for it allows no dots
        }
        return name.startsWith("gpt-4") || name.startsWith("chatgpt-4") ? OPENAI_O200K : OPENAI;
    }

    /** The model's own name: as a router of models writes it, without the vendor before it; a fine-tuned one's base. */
    static String bareName(Model model) {
        String name = model.name().toLowerCase(Locale.ROOT);
        name = name.substring(name.lastIndexOf('/') + 1);
        return name.startsWith("ft:") ? name.substring("ft:".length()) : name;
    }
}
