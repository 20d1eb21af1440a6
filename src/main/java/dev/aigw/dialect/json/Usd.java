package dev.aigw.dialect.json;

/** Writes nano-dollars as dollars: exact, without an exponent, without trailing zeros. */
public final class Usd {
    private static final long NANOS = 1_000_000_000;

    private Usd() {}

    public static String of(long nanos) {
        StringBuilder to = new StringBuilder(16);
        if (nanos < 0) {
            to.append('-');
        }
        long whole = Math.abs(nanos / NANOS);
        long part = Math.abs(nanos % NANOS);
        to.append(whole);
        if (part > 0) {
            to.append('.');
            int digits = to.length();
            to.append(NANOS + part);
            to.deleteCharAt(digits); // the leading 1 kept the zeros
            while (to.charAt(to.length() - 1) == '0') {
                to.setLength(to.length() - 1);
            }
        }
        return to.toString();
    }
}
