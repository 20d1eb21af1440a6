package dev.aigw.tenant;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals tenants' secrets for the database: AES-256-GCM under the master key, bound to their owner, so that a row copied
 * over another's does not open. Sealed bytes are a version (1), a random nonce (12), and the ciphertext with its tag.
 */
public final class SecretBox {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final Pattern HEX_KEY = Pattern.compile("[0-9a-fA-F]{64}");

    private final SecureRandom random = new SecureRandom();
    /** The first seals, all open. */
    private final List<SecretKey> keys;

    /**
     * Takes the master keys as operators write them: 32 bytes in base64, or 64 hex digits.
     *
     * @param previous opens what an earlier master key sealed, never seals
     * @throws IllegalArgumentException when one is neither; the message does not repeat it
     */
    public SecretBox(String master, Optional<String> previous) {
        List<SecretKey> parsed = new ArrayList<>();
        parsed.add(key("the master key", master));
        previous.ifPresent(text -> parsed.add(key("the previous master key", text)));
        keys = List.copyOf(parsed);
    }

    public byte[] seal(Tenant.Secret secret, String owner) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), nonce, owner);
            byte[] sealed = cipher.doFinal(secret.value().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot seal with AES-256-GCM", e);
        }
    }

    /** The secret; empty when neither master key opens it for this owner, or the bytes were tampered with. */
    public Optional<Tenant.Secret> open(byte[] sealed, String owner) {
        if (sealed.length < 1 + NONCE_BYTES + TAG_BITS / 8 || sealed[0] != VERSION) {
            return Optional.empty();
        }
        return keys.stream().flatMap(key -> open(key, sealed, owner).stream()).findFirst();
    }

    private static Optional<Tenant.Secret> open(SecretKey key, byte[] sealed, String owner) {
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
        try {
            byte[] clear = cipher(Cipher.DECRYPT_MODE, key, nonce, owner)
                    .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
            return Optional.of(new Tenant.Secret(new String(clear, StandardCharsets.UTF_8)));
        } catch (AEADBadTagException wrongKey) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot open AES-256-GCM", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("tenant:" + owner).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static SecretKey key(String what, String text) {
        byte[] bytes =
                HEX_KEY.matcher(text.strip()).matches() ? HexFormat.of().parseHex(text.strip()) : base64(text.strip());
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    what + " must be 32 bytes in base64 or 64 hex digits; make one with: openssl rand -base64 32");
        }
        return new SecretKeySpec(bytes, "AES");
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
