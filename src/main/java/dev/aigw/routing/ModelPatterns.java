package dev.aigw.routing;

import java.util.List;

/**
 * A tenant's list of allowed models: {@code model} or {@code provider/model}, with {@code *} allowed at the end. A pattern with
 * a slash is compared to provider and model together, so {@code openai/*} is the provider openai and never a model that another
 * provider happens to call {@code openai/...}. An empty list allows everything.
 */
public final class ModelPatterns {
    private ModelPatterns() {}

    public static boolean allows(List<String> patterns, String provider, String model) {
        if (patterns.isEmpty()) {
            return true;
        }
        for (int i = 0; i < patterns.size(); i++) {
            if (allows(patterns.get(i), provider, model)) {
                return true;
            }
        }
        return false;
    }

    private static boolean allows(String pattern, String provider, String model) {
        int slash = pattern.indexOf('/');
        if (slash < 0) {
            return matches(pattern, 0, model);
        }
        return slash == provider.length() && pattern.startsWith(provider) && matches(pattern, slash + 1, model);
    }

    private static boolean matches(String pattern, int from, String model) {
        int last = pattern.length() - 1;
        boolean open = last >= from && pattern.charAt(last) == '*';
        int length = (open ? last : pattern.length()) - from;
        return (open ? model.length() >= length : model.length() == length)
                && pattern.regionMatches(from, model, 0, length);
    }
}
