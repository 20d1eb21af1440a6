package dev.aigw.tenant;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * All that a site needs to reach the gateway, in one line to paste: {@code aigw1_}, what it says as JSON in base64url,
 * {@code _}, and the first 8 hex digits of that text's SHA-256, by which a site tells a code that was cut.
 */
public record ConnectCode(JsonObject says) {
    private static final String BEGINS = "aigw1_";
    private static final int CHECK_DIGITS = 8;

    public static ConnectCode ofSecret(String url, String tenant, String secret) {
        return new ConnectCode(
                new JsonObject().put("url", url).put("tenant", tenant).put("secret", secret));
    }

    public static ConnectCode ofKey(String url, String key) {
        return new ConnectCode(new JsonObject().put("url", url).put("key", key));
    }

    /**
     * The address as a code has it: without a slash at its end.
     *
     * @throws IllegalArgumentException when it is none that a site can call
     */
    public static String url(String text) {
        String url = text.replaceAll("/+$", "");
        try {
            URI uri = new URI(url);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("is not an address such as https://aigw.example.org", e);
        }
        throw new IllegalArgumentException("is not an address such as https://aigw.example.org");
    }

    public String text() {
        String body = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(says.encode().getBytes(StandardCharsets.UTF_8));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.US_ASCII));
            return BEGINS + body + "_" + HexFormat.of().formatHex(digest).substring(0, CHECK_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Without the credential. */
    @Override
    public String toString() {
        return "ConnectCode[" + says.getString("url") + "]";
    }
}
