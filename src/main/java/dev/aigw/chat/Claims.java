package dev.aigw.chat;

import dev.aigw.auth.Caller.Once;
import dev.aigw.http.RequestIds;
import dev.aigw.limit.RateLimits.Claim;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells a request that comes again: by the caller's own id of it, and by what it asks. */
final class Claims {
    private static final int HASH_BYTES = 16;

    private Claims() {}

    /** Empty when the caller gave no id: one that we made up nobody can send again. A token for one call goes before all. */
    static Optional<Claim> of(ChatCall call, Buffer body) {
        Optional<Once> once = call.caller().once();
        if (once.isPresent()) {
            long until = once.get().until().toEpochMilli();
            return Optional.of(new Claim(once.get().id(), hash(call, body), OptionalLong.of(until)));
        }
        return call.head()
                .requestId()
                .or(() -> RequestIds.ofHeaders(call.request.headers()))
                .map(id -> new Claim(id, hash(call, body)));
    }

    /** The route and the user are part of it: the same words on another route or for another user are another request. */
    private static String hash(ChatCall call, Buffer body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(call.face.name().getBytes(StandardCharsets.UTF_8));
            call.user().ifPresent(user -> digest.update(user.getBytes(StandardCharsets.UTF_8)));
            digest.update((byte) 0);
            digest.update(body.getBytes());
            return HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
