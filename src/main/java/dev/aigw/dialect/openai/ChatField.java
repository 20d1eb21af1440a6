package dev.aigw.dialect.openai;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What becomes of each top-level field of a chat request whose provider speaks another dialect. A field that is not listed
 * is left out and told to the caller; so is one with {@link Fate#IGNORED}, unless its value asks for nothing.
 *
 * <table>
 *   <caption>Beyond the top level</caption>
 *   <tr><td>messages of role system and developer</td><td>translated: they move to the front, in order</td></tr>
 *   <tr><td>messages of role function, function_call</td><td>refused: tools are the way</td></tr>
 *   <tr><td>messages[].name, .reasoning_content, .annotations and others</td><td>ignored</td></tr>
 *   <tr><td>text, refusal, image_url (data and http), file with file_data (PDF, text)</td><td>translated</td></tr>
 *   <tr><td>image_url.detail</td><td>ignored unless auto</td></tr>
 *   <tr><td>input_audio, file with file_id, other parts</td><td>refused</td></tr>
 *   <tr><td>tools of type function</td><td>translated; strict is ignored</td></tr>
 *   <tr><td>other tools</td><td>refused</td></tr>
 *   <tr><td>tool_choice auto, none, required, a function</td><td>translated</td></tr>
 *   <tr><td>tool_choice allowed_tools, custom</td><td>refused</td></tr>
 *   <tr><td>response_format json_schema, also as a bare schema</td><td>translated</td></tr>
 *   <tr><td>response_format json_object</td><td>a sentence in the system prompt, and told as ignored: nothing enforces it</td></tr>
 * </table>
 */
enum ChatField {
    MODEL(Fate.TRANSLATED),
    MESSAGES(Fate.TRANSLATED),
    STREAM(Fate.TRANSLATED),
    STREAM_OPTIONS(Fate.TRANSLATED),
    MAX_TOKENS(Fate.TRANSLATED),
    MAX_COMPLETION_TOKENS(Fate.TRANSLATED),
    TEMPERATURE(Fate.TRANSLATED),
    TOP_P(Fate.TRANSLATED),
    STOP(Fate.TRANSLATED),
    TOOLS(Fate.TRANSLATED),
    TOOL_CHOICE(Fate.TRANSLATED),
    PARALLEL_TOOL_CALLS(Fate.TRANSLATED),
    USER(Fate.TRANSLATED),
    RESPONSE_FORMAT(Fate.TRANSLATED),
    PROVIDER(Fate.TRANSLATED),
    REQUEST_ID(Fate.TRANSLATED),
    FALLBACKS(Fate.TRANSLATED),

    /** More than one answer is not to be had. */
    N(Fate.REFUSED),
    /** The caller would wait for something in the answer that never comes. */
    LOGPROBS(Fate.REFUSED),
    TOP_LOGPROBS(Fate.REFUSED),
    AUDIO(Fate.REFUSED),
    MODALITIES(Fate.REFUSED),
    WEB_SEARCH_OPTIONS(Fate.REFUSED),
    /** The old form of tools. */
    FUNCTIONS(Fate.REFUSED),
    FUNCTION_CALL(Fate.REFUSED),

    /** Preferences: the answer is an answer without them. */
    SEED(Fate.IGNORED),
    FREQUENCY_PENALTY(Fate.IGNORED),
    PRESENCE_PENALTY(Fate.IGNORED),
    LOGIT_BIAS(Fate.IGNORED),
    REASONING_EFFORT(Fate.IGNORED),
    VERBOSITY(Fate.IGNORED),
    PREDICTION(Fate.IGNORED),
    /** For the provider's books. */
    STORE(Fate.IGNORED),
    METADATA(Fate.IGNORED),
    SERVICE_TIER(Fate.IGNORED),
    PROMPT_CACHE_KEY(Fate.IGNORED),
    PROMPT_CACHE_RETENTION(Fate.IGNORED),
    SAFETY_IDENTIFIER(Fate.IGNORED);

    private static final Map<String, ChatField> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(ChatField::key, Function.identity()));

    enum Fate {
        TRANSLATED,
        REFUSED,
        IGNORED
    }

    private final Fate fate;

    ChatField(Fate fate) {
        this.fate = fate;
    }

    Fate fate() {
        return fate;
    }

    /** As it is written in JSON. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ChatField> of(String key) {
        return Optional.ofNullable(BY_NAME.get(key));
    }
}
