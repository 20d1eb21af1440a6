package dev.aigw.tenant;

import dev.aigw.error.GatewayError.InvalidRequest;
import dev.aigw.error.GatewayException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What a tenant's fields may hold; whatever breaks a rule is refused with the field's name. */
final class TenantRules {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    /** A model, or provider/model, of any visible characters; a star only at the end. */
    private static final Pattern MODEL = Pattern.compile("[^\\s*]*\\*?");

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_ITEM = 200;
    private static final int LONGEST_LIST = 1_000;
    private static final long HIGHEST_OUTPUT = 10_000_000;
    private static final long HIGHEST_PRICE_FACTOR = 100 * Policy.LIST_PRICE;
    /** As long as a claim of a token can be. */
    private static final int LONGEST_LIMITED = 256;

    private static final Duration LONGEST_TTL = Duration.ofDays(3_660);
    private static final Duration LONGEST_GRACE = Duration.ofDays(366);

    private TenantRules() {}

    static void checkSlug(String slug) {
        check(
                SLUG.matcher(slug).matches(),
                "slug",
                "It is 1 to 63 lower-case letters, digits and dashes, and does not begin with a dash.");
    }

    static void checkName(String field, String name) {
        check(
                !name.isBlank()
                        && name.codePointCount(0, name.length()) <= LONGEST_NAME
                        && name.codePoints().noneMatch(Character::isISOControl),
                field,
                "It is 1 to " + LONGEST_NAME + " characters, none of them a control character.");
    }

    static void check(boolean holds, String field, String otherwise) {
        if (!holds) {
            throw new GatewayException(InvalidRequest.of(field, otherwise));
        }
    }

    static void checkTtl(Duration ttl) {
        check(
                ttl.toSeconds() >= 1 && ttl.compareTo(LONGEST_TTL) <= 0,
                "max_token_ttl",
                "It is 1 second to " + LONGEST_TTL.toDays() + " days.");
    }

    static void checkGrace(Duration grace) {
        check(
                !grace.isNegative() && grace.compareTo(LONGEST_GRACE) <= 0,
                "grace",
                "It is 0 to " + LONGEST_GRACE.toDays() + " days.");
    }

    static void checkModels(List<String> patterns) {
        check(patterns.size() <= LONGEST_LIST, "allowed_models", "At most " + LONGEST_LIST + " can be listed.");
        for (String pattern : patterns) {
            check(
                    !pattern.isEmpty()
                            && pattern.length() <= LONGEST_ITEM
                            && MODEL.matcher(pattern).matches()
                            && pattern.codePoints().noneMatch(Character::isISOControl),
                    "allowed_models",
                    "'" + pattern + "' is not a model or provider/model; a * may stand at the end only.");
        }
    }

    static void checkOrigins(List<String> origins) {
        check(origins.size() <= LONGEST_LIST, "allowed_origins", "At most " + LONGEST_LIST + " can be listed.");
        for (String origin : origins) {
            check(
                    isOrigin(origin),
                    "allowed_origins",
                    "'" + origin + "' is not an origin such as https://example.org or http://localhost:8080, "
                            + "as a browser sends it: in lower case, without a path or the scheme's own port.");
        }
    }

    /** Whether a browser could send it so. */
    static boolean isOrigin(String text) {
        if (text.length() > LONGEST_ITEM) {
            return false;
        }
        try {
            URI uri = new URI(text);
            int own = "https".equals(uri.getScheme()) ? 443 : "http".equals(uri.getScheme()) ? 80 : -1;
            if (own < 0 || uri.getHost() == null || uri.getPort() == own || uri.getPort() > 65_535) {
                return false;
            }
            // Put together again from these parts it must be the same: then there are no others.
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            return text.equals(uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static void checkOutput(String field, OptionalLong tokens) {
        check(
                tokens.isEmpty() || (tokens.getAsLong() >= 1 && tokens.getAsLong() <= HIGHEST_OUTPUT),
                field,
                "It is 1 to " + HIGHEST_OUTPUT + " tokens.");
    }

    static GatewayException defaultAboveMost() {
        return new GatewayException(InvalidRequest.of(
                "default_max_output", "The default cannot be above the most that a request may ask for (max_output)."));
    }

    static void checkPriceFactor(long ppm) {
        check(
                ppm >= 0 && ppm <= HIGHEST_PRICE_FACTOR,
                "price_factor",
                "It is 0 to " + HIGHEST_PRICE_FACTOR / Policy.LIST_PRICE + " times the provider's price.");
    }

    /** Whose limits; as long as the claim of a token that says who it is. */
    static void checkLimited(String name) {
        check(
                !name.isBlank()
                        && name.length() <= LONGEST_LIMITED
                        && name.codePoints().noneMatch(Character::isISOControl),
                "limited",
                "It is 1 to " + LONGEST_LIMITED + " characters, none of them a control character, or " + SubLimit.EACH
                        + " for each.");
    }
}
