package dev.aigw.estimate;

import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.Prompt;
import dev.aigw.routing.Model;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many tokens a chat request, or an answer that nobody counted, comes to at a model. Made for one request on its event
 * loop; takes less than a millisecond for any request, see {@link TextTokens}.
 *
 * <p>OpenAI's models: text is counted in their encoding; a message costs 3 tokens and its role, a name 1, and the answer's
 * beginning 3 (OpenAI's cookbook, "How to count tokens with tiktoken"). Tool definitions, calls and schemas are counted as
 * the JSON they are, which is more than the form that the model gets, plus what surrounds it. Images go by {@link ImageRule}.
 *
 * <p>Other vendors: text by {@link Tokenizer#BY_BYTES}, as many tokens for each message, and where there are tools what
 * Anthropic states for the system prompt that comes with them (at most 530, of Claude 3 Opus).
 *
 * <p>All vendors: recordings, which are billed by their length, at a token for {@value #BASE64_PER_AUDIO_TOKEN} characters
 * of base64 (32 tokens a second, as Gemini bills, at 32 kbit/s); files at a token for {@value #BASE64_PER_FILE_TOKEN}, and a
 * PDF, whose pages are images too, for {@value #BASE64_PER_PDF_TOKEN}; one that only the provider has at
 * {@value #FILE_REFERENCE}.
 */
public final class TokenEstimate {
    private static final int PER_MESSAGE = 4;
    private static final int PER_NAME = 1;
    private static final int PER_CALL = 12;
    private static final int PER_REQUEST = 3;
    private static final int OPENAI_TOOLS = 120;
    private static final int OTHER_TOOLS = 530;
    private static final int BASE64_PER_AUDIO_TOKEN = 160;
    private static final int BASE64_PER_FILE_TOKEN = 4;
    private static final int BASE64_PER_PDF_TOKEN = 8;
    private static final int FILE_REFERENCE = 20_000;

    /** Of more images the size is not looked up: they count as if it were not known. */
    private static final int MEASURED_IMAGES = 16;

    private final Prompt prompt;
    private final Map<Tokenizer, Long> text = new EnumMap<>(Tokenizer.class);

    private TokenEstimate(Prompt prompt) {
        this.prompt = prompt;
    }

    /** An estimate for each model that the request may go to; text is counted once for all that count it alike. */
    public static TokenEstimate of(ChatHead request) {
        return new TokenEstimate(request.prompt());
    }

    /** The input tokens of a request at one model. */
    public static long input(ChatHead request, Model model) {
        return of(request).input(model);
    }

    /** The input tokens at this model. */
    public long input(Model model) {
        Vendor vendor = Vendor.of(model);
        long tokens = text.computeIfAbsent(vendor.tokenizer(), tokenizer -> TextTokens.of(prompt, tokenizer));
        return tokens + around(vendor) + media(model, vendor);
    }

    private long around(Vendor vendor) {
        long tokens = PER_REQUEST
                + (long) PER_MESSAGE * prompt.messages()
                + (long) PER_NAME * prompt.names()
                + (long) PER_CALL * prompt.calls();
        return hasTools() ? tokens + (vendor.isOpenAi() ? OPENAI_TOOLS : OTHER_TOOLS) : tokens;
    }

    private boolean hasTools() {
        for (int part = 0; part < prompt.size(); part++) {
            if (prompt.kind(part) == Prompt.Kind.TOOLS && prompt.length(part) > "[]".length()) {
                return true;
            }
        }
        return false;
    }

    private long media(Model model, Vendor vendor) {
        Optional<ImageRule> rule = Optional.empty();
        long tokens = 0;
        int images = 0;
        for (int part = 0; part < prompt.size(); part++) {
            Prompt.Kind kind = prompt.kind(part);
            switch (kind) {
                case TEXT, TOOLS, JSON -> {}
                case IMAGE, IMAGE_LOW, IMAGE_HIGH, IMAGE_ORIGINAL -> {
                    rule = rule.or(() -> Optional.of(ImageRule.of(model, vendor)));
                    Optional<ImageSize> size =
                            images++ < MEASURED_IMAGES ? ImageSize.of(prompt, part) : Optional.empty();
                    tokens += rule.orElseThrow().tokens(size, kind);
                }
                case AUDIO -> tokens += Math.ceilDiv(prompt.length(part), BASE64_PER_AUDIO_TOKEN);
                case FILE ->
                    tokens += Math.ceilDiv(
                            prompt.length(part), isPdf(part) ? BASE64_PER_PDF_TOKEN : BASE64_PER_FILE_TOKEN);
                case FILE_REFERENCE -> tokens += FILE_REFERENCE;
            }
        }
        return tokens;
    }

    private boolean isPdf(int part) {
        return prompt.text(part, 0, 32).startsWith("data:application/pdf");
    }

    /**
     * The tokens of an answer of which only the length is known: 4 characters of OpenAI's make a token (their rule of thumb
     * for English), 3.5 of others'.
     */
    public static long output(Model model, long characters) {
        return Vendor.of(model).isOpenAi() ? Math.ceilDiv(characters, 4L) : Math.ceilDiv(2 * characters, 7L);
    }

    /** The tokens of the text of an answer, counted as input is. */
    public static long output(Model model, String text) {
        return TextTokens.of(text, Vendor.of(model).tokenizer());
    }

    /**
     * Reads the encodings, which takes some hundred milliseconds, and counts enough for the JVM to have compiled it: to be
     * called before the first request, off the event loop.
     */
    public static void warmUp() {
        String sentence = "What the first request would wait for, 2 times over: it's read once, and never again.\n";
        for (int i = 0; i < 500; i++) {
            Tokenizer.O200K.count(sentence);
            Tokenizer.CL100K.count(sentence);
        }
    }
}
