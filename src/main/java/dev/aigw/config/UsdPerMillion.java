package dev.aigw.config;

import java.util.regex.Pattern;

/**
 * Reads prices as they are written, in USD per million tokens, into nano-dollars per million tokens: nine decimals, exactly,
 * with no floating point on the way.
 */
public final class UsdPerMillion {
    /** A million dollars per million tokens; above it a typing error is likelier than a price. */
    public static final long MOST = 1_000_000L * 1_000_000_000L;

    private static final int DECIMALS = 9;
    private static final Pattern FORM = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1," + DECIMALS + "})?");

    private UsdPerMillion() {}

    /**
     * Reads one price.
     *
     * @throws IllegalArgumentException unless the text is a plain decimal of at most nine decimals
     */
    public static long parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a price is USD per million tokens with at most " + DECIMALS + " decimals, such as 0.15");
        }
        int point = text.indexOf('.');
        String whole = point < 0 ? text : text.substring(0, point);
        String fraction = point < 0 ? "" : text.substring(point + 1);
        long nanos = Long.parseLong(whole + fraction + "0".repeat(DECIMALS - fraction.length()));
        if (nanos > MOST) {
            throw new IllegalArgumentException("a price is at most 1000000 USD per million tokens");
        }
        return nanos;
    }
}
