package dev.aigw.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Objects;

/**
 * Where a request came from: the peer's address, or behind a proxy that is trusted the last one that it added to
 * {@code X-Forwarded-For}. What stands before that was written by the client and is not believed.
 */
final class ClientAddress {
    private static final int LONGEST = 64;

    private ClientAddress() {}

    static String of(HttpServerRequest request, boolean trustForwarded) {
        String forwarded = trustForwarded ? request.headers().get("x-forwarded-for") : null;
        if (forwarded != null) {
            String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).trim();
            if (!last.isEmpty() && last.length() <= LONGEST) {
                return last;
            }
        }
        SocketAddress peer = request.remoteAddress();
        return peer == null ? "" : Objects.requireNonNullElse(peer.hostAddress(), "");
    }
}
