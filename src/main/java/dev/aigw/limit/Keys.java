package dev.aigw.limit;

import dev.aigw.limit.RateLimits.Scope;
import dev.aigw.replay.Replays;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What things are called in Redis. All keys of a tenant are in one hash slot. Names that come from outside stand as 128 bits of
 * their SHA-256, so that a key's length is bounded and no user's id lies about.
 */
record Keys(long tenantId, Optional<String> claim, List<String> scopes) {
    private static final int HASH_BYTES = 16;

    Keys {
        scopes = List.copyOf(scopes);
    }

    static Keys of(RateLimits.Reserve reserve) {
        List<String> scopes = new ArrayList<>(reserve.scopes().size());
        for (Scope scope : reserve.scopes()) {
            scopes.add(word(scope));
        }
        return new Keys(reserve.tenantId(), reserve.claim().map(claim -> hash(claim.requestId())), scopes);
    }

    /** Of no request. */
    static Keys of(long tenantId, List<Scope> scopes) {
        return new Keys(
                tenantId, Optional.empty(), scopes.stream().map(Keys::word).toList());
    }

    private static String word(Scope scope) {
        return scope.by().map(by -> by.word() + ":" + hash(scope.name())).orElse("all");
    }

    String open() {
        return key("open");
    }

    String held() {
        return key("held");
    }

    String lost(UUID reservation) {
        return key("lost:" + reservation);
    }

    String claimed() {
        return key("claim:" + claim.orElse(""));
    }

    String money(int scope) {
        return key(scopes.get(scope) + ":money");
    }

    /** What ended while it is being found out what was spent. */
    private String cold(int scope) {
        return key(scopes.get(scope) + ":cold");
    }

    private String requests(int scope) {
        return key(scopes.get(scope) + ":requests");
    }

    private String tokens(int scope) {
        return key(scopes.get(scope) + ":tokens");
    }

    /** The tenant's own is the set of all its reservations. */
    private String open(int scope) {
        return scope == 0 ? open() : key(scopes.get(scope) + ":open");
    }

    /** In the order that {@code admit_v2} wants. */
    List<String> admit() {
        List<String> keys = new ArrayList<>(3 + 4 * scopes.size());
        keys.add(open());
        keys.add(held());
        keys.add(claimed());
        for (int i = 0; i < scopes.size(); i++) {
            keys.add(requests(i));
            keys.add(tokens(i));
            keys.add(money(i));
            keys.add(open(i));
        }
        return keys;
    }

    /** In the order that {@code settle_v1} wants. */
    List<String> settle(UUID reservation) {
        List<String> keys = new ArrayList<>(6 + 4 * scopes.size());
        keys.add(open());
        keys.add(held());
        keys.add(lost(reservation));
        keys.add(claimed());
        keys.add(Replays.key(tenantId, reservation));
        for (int i = 0; i < scopes.size(); i++) {
            keys.add(tokens(i));
            keys.add(money(i));
            keys.add(open(i));
            keys.add(cold(i));
        }
        keys.add(charged(reservation));
        return keys;
    }

    /** In the order that {@code renew_v1} wants. */
    List<String> renew() {
        List<String> keys = new ArrayList<>(List.of(open(), held(), claimed()));
        for (int i = 1; i < scopes.size(); i++) {
            keys.add(open(i));
        }
        return keys;
    }

    /** In the order that {@code restore_v1} wants. */
    List<String> restore(UUID reservation) {
        List<String> keys = new ArrayList<>(4 + 3 * scopes.size());
        keys.add(open());
        keys.add(held());
        keys.add(claimed());
        keys.add(lost(reservation));
        for (int i = 0; i < scopes.size(); i++) {
            keys.add(money(i));
            keys.add(open(i));
            keys.add(cold(i));
        }
        return keys;
    }

    /** In the order that {@code charge_v1} wants. */
    List<String> charge(UUID reservation) {
        List<String> keys = new ArrayList<>(1 + 4 * scopes.size());
        keys.add(charged(reservation));
        for (int i = 0; i < scopes.size(); i++) {
            keys.add(requests(i));
            keys.add(tokens(i));
            keys.add(money(i));
            keys.add(cold(i));
        }
        return keys;
    }

    /** In the order that {@code cold_v1} and {@code seed_v1} want. */
    List<String> seed(int scope) {
        return List.of(money(scope), cold(scope), held());
    }

    private String charged(UUID reservation) {
        return key("charged:" + reservation);
    }

    private String key(String what) {
        return "aigw:{" + tenantId + "}:" + what;
    }

    static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
