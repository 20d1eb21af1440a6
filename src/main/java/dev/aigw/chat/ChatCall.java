package dev.aigw.chat;

import dev.aigw.auth.Caller;
import dev.aigw.dialect.openai.ChatHead;
import dev.aigw.http.AccessEntry;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.provider.Cancellation;
import dev.aigw.routing.Candidate;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One chat request on its way down the path: what each step found out for the next ones. Belongs to one event loop. */
final class ChatCall {
    final Face face;
    final HttpServerRequest request;
    final HttpServerResponse response;
    final AccessEntry access;
    final Cancellation cancellation = new Cancellation();
    private @Nullable Caller caller;
    private @Nullable ChatHead head;
    private List<Candidate> candidates = List.of();
    private Optional<Reservation.Granted> granted = Optional.empty();
    private boolean stream;
    private boolean gone;
    private int attempts;

    ChatCall(Face face, HttpServerRequest request, AccessEntry access) {
        this.face = face;
        this.request = request;
        this.response = request.response();
        this.access = access;
    }

    Caller caller() {
        return Objects.requireNonNull(caller);
    }

    void caller(Caller known) {
        caller = known;
        access.tenant(known.tenant().slug());
    }

    ChatHead head() {
        return Objects.requireNonNull(head);
    }

    void head(ChatHead parsed, boolean streamDefault) {
        head = parsed;
        parsed.requestId().ifPresent(access::requestId);
        stream = parsed.stream().orElse(face == Face.GATEWAY && streamDefault);
        access.stream(stream);
    }

    boolean stream() {
        return stream;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    void candidates(List<Candidate> inOrder) {
        candidates = inOrder;
    }

    Optional<Reservation.Granted> granted() {
        return granted;
    }

    void granted(Reservation.Granted by) {
        granted = Optional.of(by);
    }

    /** Counts an attempt that is about to be made; the first is 1. */
    int nextAttempt() {
        return ++attempts;
    }

    int attempts() {
        return attempts;
    }

    /** The caller closed the connection: whatever runs for it is stopped. */
    void callerLeft() {
        gone = true;
        cancellation.cancel();
    }

    boolean gone() {
        return gone;
    }

    /** Who the call is for: the token's word before the header's. */
    Optional<String> user() {
        return caller().user().or(() -> header("x-aigw-user"));
    }

    Optional<String> feature() {
        return caller().feature().or(() -> header("x-aigw-feature"));
    }

    boolean wantsMeta() {
        return "meta".equals(request.headers().get("x-aigw-include"));
    }

    /** Headers that go on to a simulated provider: how it should misbehave. */
    Map<String, String> simulation() {
        String wish = request.headers().get("x-aigw-simulate");
        return wish == null ? Map.of() : Map.of("x-aigw-simulate", wish);
    }

    private Optional<String> header(String name) {
        return Optional.ofNullable(request.headers().get(name))
                .filter(value -> !value.isBlank() && value.length() <= 256);
    }
}
