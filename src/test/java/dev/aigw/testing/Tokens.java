package dev.aigw.testing;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes JWTs by hand, good and bad, so that what is tested is not also what signs. */
public final class Tokens {
    private Tokens() {}

    /** A token as it should be. */
    public static String hs256(String secret, JsonObject claims) {
        return signed("HS256", "HmacSHA256", secret, claims);
    }

    /** Signed with the right secret by an algorithm that is not ours. */
    public static String hs384(String secret, JsonObject claims) {
        return signed("HS384", "HmacSHA384", secret, claims);
    }

    /** Says that it needs no signature. */
    public static String unsigned(JsonObject claims) {
        return head("none") + "." + encode(claims.encode().getBytes(StandardCharsets.UTF_8)) + ".";
    }

    private static String signed(String algorithm, String mac, String secret, JsonObject claims) {
        String content = head(algorithm) + "." + encode(claims.encode().getBytes(StandardCharsets.UTF_8));
        try {
            Mac signer = Mac.getInstance(mac);
            signer.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac));
            return content + "." + encode(signer.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String head(String algorithm) {
        return encode(("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}").getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
