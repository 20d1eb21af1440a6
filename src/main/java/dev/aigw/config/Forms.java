package dev.aigw.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/** Checks texts that have a form; what they throw says what is wrong without repeating the text. */
final class Forms {
    private static final int MASTER_KEY_BYTES = 32;

    private Forms() {}

    /** An http(s) URL without credentials, query or fragment; returned without trailing slashes. */
    static String baseUrl(String text) {
        URI uri = uri(text, Set.of("http", "https"), "http:// or https://");
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("has credentials in it");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("names no host, or one with characters that a host name has not");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("has a query or a fragment");
        }
        return text.replaceAll("/+$", "");
    }

    static String postgresUrl(String text) {
        uri(text, Set.of("postgres", "postgresql"), "postgresql://");
        return text;
    }

    /** One server, or several between commas. */
    static String redisUrl(String text) {
        for (String node : RedisConfig.nodes(text)) {
            if (uri(node, Set.of("redis", "rediss"), "redis:// or rediss://").getHost() == null) {
                throw new IllegalArgumentException("names no host, or one with characters that a host name has not");
            }
        }
        return text;
    }

    /** 32 bytes in hexadecimal or Base64; returned in standard Base64. */
    static String masterKey(String text) {
        byte[] key = text.length() == 2 * MASTER_KEY_BYTES ? hex(text) : base64(text);
        if (key.length != MASTER_KEY_BYTES) {
            throw new IllegalArgumentException("is not 32 bytes");
        }
        return Base64.getEncoder().encodeToString(key);
    }

    /** Letters, digits, points and dashes: safe in a host name and in a query. */
    static String word(String text) {
        if (!text.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,63}")) {
            throw new IllegalArgumentException("has characters other than letters, digits, points and dashes");
        }
        return text;
    }

    static String modelName(String text) {
        if (text.length() > 200 || text.equals("*")) {
            throw new IllegalArgumentException("is not a name");
        }
        return text;
    }

    /** A host name or an address to listen on. */
    static String host(String text) {
        if (!text.matches("[A-Za-z0-9._:%-]{1,253}")) {
            throw new IllegalArgumentException("is not a host name or an address");
        }
        return text;
    }

    private static URI uri(String text, Set<String> schemes, String shown) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null || !schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("does not begin with " + shown);
            }
            return uri;
        } catch (URISyntaxException e) {
            // Not the cause's message: it repeats the text, which may hold a password.
            throw new IllegalArgumentException("is not a URL (are special characters in it percent-encoded?)", null);
        }
    }

    private static byte[] hex(String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is neither hexadecimal nor Base64", null);
        }
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is neither hexadecimal nor Base64", null);
        }
    }
}
