package dev.aigw.chat;

import dev.aigw.config.ProviderConfig;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.ImageHead;
import dev.aigw.dialect.openai.RequestHead;
import dev.aigw.error.GatewayError;
import dev.aigw.error.GatewayException;
import dev.aigw.routing.Candidate;
import dev.aigw.routing.Model;
import java.util.List;

/** Leaves of the candidates those that are not known to be unable to do what is asked. */
final class Ability {
    private static final String IMAGE = "image";

    private Ability() {}

    /** Fails with a {@link GatewayException} when none is left. */
    static List<Candidate> able(List<Candidate> found, RequestHead head) {
        for (Candidate candidate : found) {
            if (!able(candidate, head)) {
                return filtered(found, head);
            }
        }
        return found;
    }

    private static boolean able(Candidate candidate, RequestHead head) {
        return switch (head) {
            case ChatHead chat -> candidate.model().kind() != Model.Kind.IMAGE;
            case ImageHead images -> makesImages(candidate);
        };
    }

    private static List<Candidate> filtered(List<Candidate> found, RequestHead head) {
        List<Candidate> able =
                found.stream().filter(candidate -> able(candidate, head)).toList();
        if (!able.isEmpty()) {
            return able;
        }
        String model = found.getFirst().model().name();
        throw new GatewayException(GatewayError.InvalidRequest.of(
                "model",
                switch (head) {
                    case ChatHead chat ->
                        "The model '" + model + "' makes images and does not chat; ask it at /v1/images/generations.";
                    case ImageHead images -> "The model '" + model + "' makes no images.";
                }));
    }

    /** Where nobody said what a model gives, its provider may know. */
    private static boolean makesImages(Candidate candidate) {
        if (candidate.provider().kind() == ProviderConfig.Kind.ANTHROPIC) {
            return false;
        }
        Model model = candidate.model();
        List<String> gives = model.abilities().gives();
        return model.kind() == Model.Kind.IMAGE
                || gives.contains(IMAGE)
                || (gives.isEmpty() && model.kind() == Model.Kind.CHAT);
    }
}
