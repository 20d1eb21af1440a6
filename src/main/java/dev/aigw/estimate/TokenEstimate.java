package dev.aigw.estimate;

import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.dialect.openai.ImageHead;
import dev.aigw.dialect.openai.Prompt;
import dev.aigw.routing.Model;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many tokens a chat request, or an answer that nobody counted, comes to at a model. Made for one request on its event
 * loop; takes less than a millisecond for any request, see {@link TextTokens}.
 *
 * <p>Text is counted in OpenAI's encoding for its models, and estimated by {@link Tokenizer#BY_BYTES} for others. A message
 * costs 3 tokens and its role, a name 1 (OpenAI's cookbook, "How to count tokens with tiktoken"; the same is taken for others);
 * what a request costs beside that is said by {@link Vendor}. Tool definitions, calls of tools and schemas are counted as the
 * JSON they are, which is more than the form that a model gets. Images go by {@link ImageRule}.
 *
 * <p>Recordings, which are billed by their length, count a token for {@value #BASE64_PER_AUDIO_TOKEN} characters of base64 (32
 * tokens a second, as Gemini bills, at 32 kbit/s); files a token for {@value #BASE64_PER_FILE_TOKEN}; a PDF, of which text and
 * pages are billed and most is fonts and pictures, one for {@value #BASE64_PER_PDF_TOKEN}; a file that only the provider has
 * {@value #FILE_REFERENCE}. All files together are no more than the model's context.
 */
public final class TokenEstimate {
    private static final int PER_MESSAGE = 4;
    private static final int PER_NAME = 1;
    private static final int PER_CALL = 15;
    private static final int BASE64_PER_AUDIO_TOKEN = 160;
    private static final int BASE64_PER_FILE_TOKEN = 4;
    private static final int BASE64_PER_PDF_TOKEN = 8;
    private static final int FILE_REFERENCE = 20_000;
    private static final long UNKNOWN_CONTEXT = 1_000_000;

    /** Of more images the size is not looked up: they count as if it were not known. */
    private static final int MEASURED_IMAGES = 8;

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

    /** The input tokens of a request for images at one model. */
    public static long input(ImageHead request, Model model) {
        return new TokenEstimate(request.prompt()).input(model);
    }

    /** The output tokens of all images of a request, see {@link ImageOutput}. */
    public static long output(ImageHead request) {
        return ImageOutput.tokens(request) * request.images();
    }

    /** The input tokens at this model. */
    public long input(Model model) {
        Vendor vendor = Vendor.of(model);
        long tokens = text.computeIfAbsent(vendor.tokenizer(), tokenizer -> TextTokens.of(prompt, tokenizer));
        return tokens + around(vendor) + images(model, vendor) + files(model);
    }

    private long around(Vendor vendor) {
        long tokens = vendor.perRequest()
                + (long) PER_MESSAGE * prompt.messages()
                + (long) PER_NAME * prompt.names()
                + (long) PER_CALL * prompt.calls();
        return hasTools() ? tokens + vendor.forTools() : tokens;
    }

    private boolean hasTools() {
        for (int part = 0; part < prompt.size(); part++) {
            if (prompt.kind(part) == Prompt.Kind.TOOLS && prompt.length(part) > "[]".length()) {
                return true;
            }
        }
        return false;
    }

    private long images(Model model, Vendor vendor) {
        Optional<ImageRule> rule = Optional.empty();
        long tokens = 0;
        int images = 0;
        for (int part = 0; part < prompt.size(); part++) {
            Prompt.Kind kind = prompt.kind(part);
            switch (kind) {
                case IMAGE, IMAGE_LOW, IMAGE_HIGH, IMAGE_ORIGINAL -> {
                    rule = rule.or(() -> Optional.of(ImageRule.of(model, vendor)));
                    boolean measured = images++ < MEASURED_IMAGES;
                    tokens += rule.orElseThrow().tokens(measured ? ImageSize.of(prompt, part) : Optional.empty(), kind);
                }
                case TEXT, TOOLS, JSON, AUDIO, FILE, FILE_REFERENCE -> {}
            }
        }
        return tokens;
    }

    private long files(Model model) {
        long tokens = 0;
        for (int part = 0; part < prompt.size(); part++) {
            int length = prompt.length(part);
            tokens += switch (prompt.kind(part)) {
                case AUDIO -> Math.ceilDiv(length, BASE64_PER_AUDIO_TOKEN);
                case FILE -> Math.ceilDiv(length, isPdf(part) ? BASE64_PER_PDF_TOKEN : BASE64_PER_FILE_TOKEN);
                case FILE_REFERENCE -> FILE_REFERENCE;
                case TEXT, TOOLS, JSON, IMAGE, IMAGE_LOW, IMAGE_HIGH, IMAGE_ORIGINAL -> 0;
            };
        }
        return Math.min(tokens, model.contextTokens() > 0 ? model.contextTokens() : UNKNOWN_CONTEXT);
    }

    private boolean isPdf(int part) {
        return prompt.text(part, 0, 32).startsWith("data:application/pdf");
    }

    /**
     * The tokens of an answer of which only the length is known: 4 characters of OpenAI's make a token (their rule of thumb
     * for English), 3.5 of others'.
     */
    public static long output(Model model, long characters) {
        return Vendor.of(model).tokenizer() == Tokenizer.BY_BYTES
                ? Math.ceilDiv(2 * characters, 7L)
                : Math.ceilDiv(characters, 4L);
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
