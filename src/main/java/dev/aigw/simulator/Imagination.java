package dev.aigw.simulator;

import dev.aigw.simulator.Answered.Call;
import dev.aigw.simulator.Answered.Stop;
import dev.aigw.simulator.Asked.Format;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Makes up answers: the same question always has the same one, whole or streamed. */
final class Imagination {
    private static final int EXCERPT = 80;
    private static final List<String> SENTENCES = List.of(
            "Nothing here was thought up by a model, yet everything else is real: the limits, the ledger and the stream.",
            "A café in Zürich would charge more for this than any provider does.",
            "Ask the same again and you will read the same words, which makes a good test of a plugin.",
            "Put in a provider's key, and the very same request goes to the real one → no code changes.",
            "Tokens are counted as four characters each, so the numbers are plausible rather than right.",
            "If you stream this, every word arrives by itself, just as from a real model. 🙂");

    private Imagination() {}

    static Answered answer(Asked asked, Faults faults) {
        String seed = seed(asked);
        return asked.calls().isEmpty() ? text(asked, faults, seed) : calls(asked, faults, seed);
    }

    private static Answered calls(Asked asked, Faults faults, String seed) {
        List<Call> calls = asked.calls().stream()
                .map(tool ->
                        new Call(tool.name(), SchemaSample.object(tool.schema()).encode()))
                .toList();
        int characters = calls.stream()
                .mapToInt(call -> call.name().length() + call.arguments().length())
                .sum();
        return new Answered(
                asked.model(),
                seed,
                List.of(),
                calls,
                Stop.TOOL,
                asked.inputTokens(),
                cached(asked, faults),
                Tokens.of(characters));
    }

    private static Answered text(Asked asked, Faults faults, String seed) {
        String whole = switch (asked.format()) {
            case Format.Prose() -> prose(asked, seed);
            case Format.AnyJson() ->
                new JsonObject().put("answer", prose(asked, seed)).encode();
            case Format.Schema(JsonObject schema) -> SchemaSample.text(schema);
        };
        boolean json = !(asked.format() instanceof Format.Prose);
        List<String> pieces = json ? Pieces.ofLength(whole, 8) : exactly(Pieces.words(whole), faults);
        String allowed = Tokens.cut(String.join("", pieces), asked.maxTokens().orElse(Integer.MAX_VALUE));
        return new Answered(
                asked.model(),
                seed,
                shortened(pieces, allowed.length()),
                List.of(),
                allowed.length() < pieces.stream().mapToInt(String::length).sum() ? Stop.LENGTH : Stop.END,
                asked.inputTokens(),
                cached(asked, faults),
                Tokens.of(allowed));
    }

    private static int cached(Asked asked, Faults faults) {
        return Math.min(faults.cachedTokens(), asked.inputTokens());
    }

    private static String prose(Asked asked, String seed) {
        StringBuilder text = new StringBuilder("Hello from the simulated ")
                .append(asked.model())
                .append(". You asked “")
                .append(excerpt(asked.prompt()))
                .append("” (")
                .append(seed, 0, 8)
                .append(").");
        int first = Integer.parseInt(seed.substring(8, 12), 16);
        int count = 1 + first % 3;
        for (int i = 0; i < count; i++) {
            text.append(' ').append(SENTENCES.get((first + i) % SENTENCES.size()));
        }
        return text.toString();
    }

    private static String excerpt(String prompt) {
        String line = prompt.strip().replaceAll("\\s+", " ");
        return line.length() <= EXCERPT ? line : Tokens.cut(line, EXCERPT / 4) + "…";
    }

    /** As many pieces as were asked for: some are left out, or more are made up. */
    private static List<String> exactly(List<String> words, Faults faults) {
        int wanted = faults.chunks().orElse(words.size());
        List<String> pieces = new ArrayList<>(words.subList(0, Math.min(wanted, words.size())));
        List<String> more = Pieces.words(" " + String.join(" ", SENTENCES));
        for (int i = 0; pieces.size() < wanted; i++) {
            pieces.add(more.get(i % more.size()));
        }
        return pieces;
    }

    private static List<String> shortened(List<String> pieces, int characters) {
        List<String> kept = new ArrayList<>();
        int room = characters;
        for (String piece : pieces) {
            if (room <= 0) {
                break;
            }
            kept.add(piece.length() <= room ? piece : piece.substring(0, room));
            room -= piece.length();
        }
        return kept;
    }

    private static String seed(Asked asked) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((asked.model() + "\n" + asked.conversation()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
