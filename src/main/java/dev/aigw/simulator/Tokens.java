package dev.aigw.simulator;

/** How the simulator counts: a token is four characters, begun ones count, and an image is eighty-five. */
final class Tokens {
    static final int PER_IMAGE = 85;
    private static final int CHARACTERS = 4;

    private Tokens() {}

    static int of(int characters) {
        return (characters + CHARACTERS - 1) / CHARACTERS;
    }

    static int of(String text) {
        return of(text.length());
    }

    /** As much of the text as fits, without half a character at its end. */
    static String cut(String text, int tokens) {
        long characters = (long) tokens * CHARACTERS;
        if (text.length() <= characters) {
            return text;
        }
        int end = (int) characters;
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
}
