package dev.aigw.dialect.anthropic;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version in a model's name, such as 4.7 in {@code claude-opus-4-7-20260401}; 0.0 where there is none. */
record ModelVersion(int major, int minor) {
    private static final Pattern NAME = Pattern.compile("claude-[a-z]+-(\\d{1,2})(?:[-.](\\d{1,2}))?(?!\\d)");

    static ModelVersion of(String model) {
        Matcher matcher = NAME.matcher(model);
        if (!matcher.find()) {
            return new ModelVersion(0, 0);
        }
        String minor = matcher.group(2);
        return new ModelVersion(Integer.parseInt(matcher.group(1)), minor == null ? 0 : Integer.parseInt(minor));
    }

    /** From 4.7 on, temperature and top_p are answered with a 400. */
    boolean refusesSampling() {
        return major > 4 || (major == 4 && minor >= 7);
    }
}
