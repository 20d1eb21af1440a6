package dev.aigw.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.routing.Model;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextTokensTest {
    private static final Model GPT_4O = Requests.model("openai", "gpt-4o");
    private static final String PROSE = "The quick brown fox jumps over the lazy dog; 42 writers describe how. ";

    @ParameterizedTest
    @EnumSource(Tokenizer.class)
    void extrapolatesLongTextFromASample(Tokenizer tokenizer) {
        long once = TextTokens.of(Requests.saying(PROSE).prompt(), tokenizer);

        long often = TextTokens.of(Requests.saying(PROSE.repeat(10_000)).prompt(), tokenizer);

        assertThat(often).isCloseTo(once * 10_000, Percentage.withPercentage(6));
    }

    @Test
    void samplesEndAndMiddleToo() {
        String base64 = base64(60_000);

        long mixed = TextTokens.of(Requests.saying("a ".repeat(30_000) + base64).prompt(), Tokenizer.O200K);

        long halves = TextTokens.of(Requests.saying("a ".repeat(30_000)).prompt(), Tokenizer.O200K)
                + TextTokens.of(Requests.saying(base64).prompt(), Tokenizer.O200K);
        assertThat(mixed).isCloseTo(halves, Percentage.withPercentage(6));
    }

    @Test
    void samplesAcrossManySmallMessages() {
        String message = "{\"role\":\"user\",\"content\":\"" + PROSE + "\"}";
        ChatHead many = Requests.read("{\"messages\":[" + (message + ",").repeat(9_999) + message + "]}");

        long tokens = TextTokens.of(many.prompt(), Tokenizer.O200K);

        long one = TextTokens.of(Requests.saying(PROSE).prompt(), Tokenizer.O200K);
        assertThat(tokens).isCloseTo(one * 10_000, Percentage.withPercentage(6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "Z",
                " ",
                "\\n",
                "_",
                "\uD83D\uDE00",
                "\u4e16",
                "\\u4e16",
                "\u0301",
                "'s",
                "  x",
                "9",
                "\\ud83d",
                "\u00e4 "
            })
    void givesASaneFigureForAMillionOfAnything(String unit) {
        ChatHead wall = Requests.saying(unit.repeat(1_000_000 / unit.length()));

        long tokens = TokenEstimate.input(wall, GPT_4O);

        // 64.
        int bytes = unit.getBytes(StandardCharsets.UTF_8).length * (1_000_000 / unit.length());
        assertThat(tokens).isBetween(bytes / 256L, (long) bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {4095, 4096, 4097, 4098, 5000})
    void growsSteadilyWhereSamplingBegins(int length) {
        String prose = PROSE.repeat(100).substring(0, length);

        long tokens = TextTokens.of(Requests.saying(prose).prompt(), Tokenizer.O200K);

        assertThat(tokens).isCloseTo(Tokenizer.O200K.count(prose), Percentage.withPercentage(3));
    }

    @Test
    void cutsLongRunsWithLittleLoss() {
        String word = base64(4096);

        long cut = Tokenizer.O200K.count(word);

        long inPieces = Tokenizer.O200K.count(word.substring(0, 60)) * 4096 / 60;
        assertThat(cut).isCloseTo(inPieces, Percentage.withPercentage(15));
    }

    private static String base64(int length) {
        Random random = new Random(7);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
