package dev.aigw.estimate;

import dev.aigw.dialect.openai.Prompt;

/**
 * Counts the tokens of a prompt's text within a bounded time: up to {@value #COUNTED} bytes of it, as they were sent, are
 * counted to the last; of a longer prompt {@value #WINDOWS} stretches of that length together, spread evenly from its
 * beginning to its end, and the rest is taken to be like them.
 */
final class TextTokens {
    /** Counting these takes less than a millisecond, whatever they are. */
    static final int COUNTED = 4096;

    static final int WINDOWS = 8;
    private static final int WINDOW = COUNTED / WINDOWS;

    private TextTokens() {}

    static long of(Prompt prompt, Tokenizer tokenizer) {
        long length = length(prompt);
        return length <= COUNTED ? all(prompt, tokenizer) : sample(prompt, length, tokenizer);
    }

    /** The same of one text, whose bytes are taken to be its characters. */
    static long of(String text, Tokenizer tokenizer) {
        int length = text.length();
        if (length <= COUNTED) {
            return tokenizer.count(text);
        }
        long tokens = 0;
        for (int window = 0; window < WINDOWS; window++) {
            int from = Math.toIntExact(beginning(window, length));
            tokens += tokenizer.count(text.substring(from, from + WINDOW));
        }
        return Math.ceilDiv(tokens * length, (long) COUNTED);
    }

    private static long length(Prompt prompt) {
        long length = 0;
        for (int part = 0; part < prompt.size(); part++) {
            length += isText(prompt.kind(part)) ? prompt.length(part) : 0;
        }
        return length;
    }

    private static long all(Prompt prompt, Tokenizer tokenizer) {
        long tokens = 0;
        for (int part = 0; part < prompt.size(); part++) {
            if (isText(prompt.kind(part))) {
                tokens += tokenizer.count(prompt.text(part));
            }
        }
        return tokens;
    }

    private static long sample(Prompt prompt, long length, Tokenizer tokenizer) {
        long tokens = 0;
        long before = 0; // the bytes of the parts before this one
        int window = 0;
        for (int part = 0; part < prompt.size() && window < WINDOWS; part++) {
            if (!isText(prompt.kind(part))) {
                continue;
            }
            long after = before + prompt.length(part);
            while (window < WINDOWS && beginning(window, length) < after) {
                long from = Math.max(before, beginning(window, length));
                long to = Math.min(after, beginning(window, length) + WINDOW);
                tokens += tokenizer.count(prompt.text(part, (int) (from - before), (int) (to - from)));
                if (to == after) {
                    break; // the rest of the window, if there is any, is in the next part
                }
                window++;
            }
            before = after;
        }
        return Math.ceilDiv(tokens * length, (long) COUNTED);
    }

    private static long beginning(int window, long length) {
        return window * (length - WINDOW) / (WINDOWS - 1);
    }

    private static boolean isText(Prompt.Kind kind) {
        return switch (kind) {
            case TEXT, TOOLS, JSON -> true;
            default -> false;
        };
    }
}
