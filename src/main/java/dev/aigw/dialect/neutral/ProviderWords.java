package dev.aigw.dialect.neutral;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a provider said of an error, made fit to be passed on: bounded, on one line, without anything like a key. */
public final class ProviderWords {
    private static final int MAX_LENGTH = 2_000;
    private static final String REMOVED = "[removed]";
    private static final Pattern KEYS =
            Pattern.compile("(?i)\\b(?:sk|pk|rk|gsk|xai|hf|r8|pplx|nvapi|csk|tgp|fw|key)[-_][A-Za-z0-9_*.-]{6,}"
                    + "|\\bAIza[A-Za-z0-9_-]{10,}|\\bAKIA[A-Z0-9]{8,}|\\bbearer\\s+[^\\s\"',]+");
    private static final Pattern LONG_TOKENS =
            Pattern.compile("\\b(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9_*]{32,}");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

    private static final int MAX_PAGE = 16 * 1024;
    private static final Pattern TITLE = Pattern.compile("<(title|h1)[^>]*>([^<]{1,300})<", Pattern.CASE_INSENSITIVE);
    private static final Pattern TAGS = Pattern.compile("<[^>]{0,1000}>");

    private ProviderWords() {}

    public static String clean(String message) {
        String bounded = message.length() > 2 * MAX_LENGTH ? message.substring(0, 2 * MAX_LENGTH) : message;
        String line = BLANKS.matcher(bounded).replaceAll(" ").strip();
        String safe =
                LONG_TOKENS.matcher(KEYS.matcher(line).replaceAll(REMOVED)).replaceAll(REMOVED);
        return safe.length() > MAX_LENGTH ? safe.substring(0, MAX_LENGTH) : safe;
    }

    /** The words of an error that is not in any dialect: a plain text, or a page of HTML by its title. */
    public static String ofPage(int status, byte[] body) {
        String text = new String(body, 0, Math.min(body.length, MAX_PAGE), StandardCharsets.UTF_8);
        Matcher title = TITLE.matcher(text);
        String words = clean(title.find() ? title.group(2) : TAGS.matcher(text).replaceAll(" "));
        return orStatus(words, status);
    }

    /** Something to say where the provider said nothing. */
    public static String orStatus(String words, int status) {
        return !words.isEmpty() ? words : status == 0 ? "no reason given" : "status " + status + " without a reason";
    }
}
