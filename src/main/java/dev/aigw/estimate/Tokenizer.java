package dev.aigw.estimate;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;

/** How text becomes tokens. */
enum Tokenizer {
    /** OpenAI's encoding of gpt-3.5 and gpt-4, counted. */
    CL100K {
        @Override
        long count(String text) {
            return countRuns(Loaded.CL100K, text);
        }
    },
    /** OpenAI's encoding of gpt-4o and all models since, counted. */
    O200K {
        @Override
        long count(String text) {
            return countRuns(Loaded.O200K, text);
        }
    },
    /**
     * An estimate for vendors whose encodings are not published: of text as UTF-8, 3.5 bytes of ASCII make a token (Anthropic
     * and Google state about 3.5 and 4 characters for English), and 2 bytes of anything else: one and a half tokens for a
     * Chinese character, two for an emoji.
     */
    BY_BYTES {
        @Override
        long count(String text) {
            long ascii = 0;
            long other = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c < 0x80) {
                    ascii++;
                } else {
                    other += c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
                }
            }
            return Math.ceilDiv(4 * ascii + 7 * other, 14L);
        }
    };

    /**
     * Longer stretches without a change between space and word are cut: merging bytes to tokens takes time that grows faster
     * than the stretch. What a cut adds is at most about a token in 64 characters, and nothing to text of any language that
     * puts spaces between words.
     */
    private static final int LONGEST_RUN = 64;

    abstract long count(String text);

    /** Read once, when first asked for: it takes some hundred milliseconds. */
    private static final class Loaded {
        private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();
        static final Encoding CL100K = REGISTRY.getEncoding(EncodingType.CL100K_BASE);
        static final Encoding O200K = REGISTRY.getEncoding(EncodingType.O200K_BASE);
    }

    private static long countRuns(Encoding encoding, String text) {
        long tokens = 0;
        int from = 0;
        int run = 0;
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) != space) {
                space = !space;
                run = 0;
            }
            if (++run > LONGEST_RUN && !Character.isLowSurrogate(c)) {
                tokens += encoding.countTokensOrdinary(text.substring(from, i)); // a special token's name is text here
                from = i;
                run = 1;
            }
        }
        return tokens + encoding.countTokensOrdinary(from == 0 ? text : text.substring(from));
    }
}
