package dev.aigw.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Texts in the pieces that a stream brings them in. */
final class Pieces {
    private static final Pattern WORD = Pattern.compile("\\s*\\S+\\s*?");

    private Pieces() {}

    /** Word by word, each with the blank before it, as models do. */
    static List<String> words(String text) {
        List<String> pieces = new ArrayList<>(
                WORD.matcher(text).results().map(match -> match.group()).toList());
        int covered = pieces.stream().mapToInt(String::length).sum();
        if (covered < text.length()) {
            pieces.add(text.substring(covered));
        }
        return pieces;
    }

    static List<String> ofLength(String text, int length) {
        List<String> pieces = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int end = Math.min(start + length, text.length());
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }
}
