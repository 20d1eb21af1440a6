package dev.aigw.routing;

import dev.aigw.config.ProviderConfig.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which fields of a request a model heeds at a provider of some kind: {@code supported_parameters} of {@code GET /v1/models}. What
 * nobody said is left out, so a name that is missing may still work, and one that is there does.
 */
final class Parameters {
    private static final List<String> OF_IMAGES =
            List.of("n", "size", "quality", "background", "output_format", "output_compression", "moderation", "user");

    private Parameters() {}

    /** Empty when nothing is known of the model. */
    static List<String> of(Model model, Kind provider) {
        return switch (model.kind()) {
            case CHAT -> model.abilities().equals(Abilities.UNKNOWN) ? List.of() : ofChat(model.abilities(), provider);
            case IMAGE -> openAi(provider) ? OF_IMAGES : List.of();
            case EMBEDDING, AUDIO, TRANSCRIPTION -> List.of();
        };
    }

    private static List<String> ofChat(Abilities can, Kind provider) {
        boolean reasons = is(can.reasons());
        boolean plain = can.reasons().isPresent() && !reasons;
        List<String> names = new ArrayList<>();
        // Where OpenAI's models refuse the old name they get the new one; servers that only speak like OpenAI may not
        // know that.
        names.add("max_tokens");
        add(names, provider != Kind.OPENAI_COMPATIBLE, "max_completion_tokens");
        add(names, !openAi(provider) || plain, "stop");
        add(names, is(can.temperature()), "temperature", "top_p");
        add(names, is(can.tools()), "tools", "tool_choice");
        add(names, is(can.structured()), "response_format", "structured_outputs");
        add(names, openAi(provider) && reasons, "reasoning_effort");
        add(
                names,
                openAi(provider) && plain,
                "n",
                "seed",
                "presence_penalty",
                "frequency_penalty",
                "logprobs",
                "top_logprobs");
        return names;
    }

    private static boolean openAi(Kind provider) {
        return provider == Kind.OPENAI || provider == Kind.AZURE;
    }

    private static boolean is(Optional<Boolean> said) {
        return said.orElse(false);
    }

    private static void add(List<String> names, boolean known, String... more) {
        if (known) {
            names.addAll(List.of(more));
        }
    }
}
