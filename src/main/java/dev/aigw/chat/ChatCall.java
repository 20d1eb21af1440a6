package dev.aigw.chat;

import dev.aigw.auth.Caller;
import dev.aigw.auth.Caller.Once;
import dev.aigw.dialect.openai.RequestHead;
import dev.aigw.estimate.CallEstimate;
import dev.aigw.http.AccessEntry;
import dev.aigw.limit.RateLimits.Reservation;
import dev.aigw.limit.RateLimits.Reserve;
import dev.aigw.provider.Cancellation;
import dev.aigw.routing.Candidate;
import dev.aigw.tenant.Policy;
import dev.aigw.tenant.SubLimit.By;
import dev.aigw.usage.Charge;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One chat request on its way down the path: what each step found out for the next ones. Belongs to one event loop. */
final class ChatCall {
    /** Beyond it a provider counts nonsense, and Redis no longer exactly. */
    static final long MOST = 1L << 53;

    final Face face;
    final HttpServerRequest request;
    final HttpServerResponse response;
    final AccessEntry access;
    final Cancellation cancellation = new Cancellation();
    private @Nullable Caller caller;
    private @Nullable RequestHead head;
    private List<Candidate> candidates = List.of();
    private Optional<Reservation.Granted> granted = Optional.empty();
    private @Nullable CallEstimate estimate;
    private @Nullable Reserve reserve;
    private Optional<Attempt> attempt = Optional.empty();
    private Runnable leavePlace = () -> {};
    private Runnable onLeft = () -> {};
    private boolean stream;
    private boolean gone;
    private boolean over;
    private boolean settled;
    private int attempts;
    private long spentTokens;
    private long spentNanos;

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

    RequestHead head() {
        return Objects.requireNonNull(head);
    }

    void head(RequestHead parsed, boolean streamDefault) {
        head = parsed;
        caller().once().map(Once::id).or(parsed::requestId).ifPresent(access::requestId);
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

    /** What it may come to at most. */
    CallEstimate estimate() {
        return Objects.requireNonNull(estimate);
    }

    void estimate(CallEstimate atMost) {
        estimate = atMost;
    }

    /** Whether the answer must not be longer than was reserved for: something limits it. */
    boolean bounded() {
        Policy policy = caller().tenant().policy();
        return policy.maxOutput().isPresent()
                || caller().maxTokens().isPresent()
                || Reserving.bounded(reserve().scopes());
    }

    Reserve reserve() {
        return Objects.requireNonNull(reserve);
    }

    void reserve(Reserve asked) {
        reserve = asked;
    }

    /** Whether the caller gave the request an id, by which it can be told again. */
    boolean claims() {
        return reserve != null && reserve.claim().isPresent();
    }

    /** What the tenant is charged of the provider's price. */
    OptionalLong charged(OptionalLong listNanos) {
        long factor = caller().tenant().policy().priceFactorPpm();
        return listNanos.isEmpty() || factor == Policy.LIST_PRICE
                ? listNanos
                : OptionalLong.of(Charge.nanos(listNanos.getAsLong(), factor));
    }

    /** Adds what an attempt came to. */
    void spent(long tokens, long costNanos) {
        spentTokens = Math.min(spentTokens + Math.min(tokens, MOST), MOST);
        spentNanos = Math.min(spentNanos + Math.min(costNanos, MOST), MOST);
    }

    long spentTokens() {
        return spentTokens;
    }

    long spentNanos() {
        return spentNanos;
    }

    /** True the first time. */
    boolean settleOnce() {
        boolean first = !settled;
        settled = true;
        leaveIfOver();
        return first;
    }

    /** The call has a place in flight until its caller is served and, where that takes longer, until it is settled. */
    void onLeave(Runnable leave) {
        leavePlace = leave;
    }

    /** The caller is served, or left. */
    void over() {
        over = true;
        leaveIfOver();
    }

    private void leaveIfOver() {
        if (over && (settled || granted.isEmpty())) {
            leavePlace.run();
            leavePlace = () -> {};
        }
    }

    /** Counts an attempt that is about to be made; the first is 1. */
    int nextAttempt() {
        return ++attempts;
    }

    void attempt(Attempt underWay) {
        attempt = Optional.of(underWay);
    }

    int attempts() {
        return attempts;
    }

    /** The caller closed the connection: what runs for it is stopped, unless it is to be finished. */
    void callerLeft() {
        gone = true;
        onLeft.run();
        if (!finishesWithoutCaller()) {
            cancellation.cancel();
        }
    }

    /** Runs when the caller leaves, whether or not the call is then finished without him. */
    void onLeft(Runnable action) {
        onLeft = action;
    }

    /** A whole answer that a retry will ask for again is paid for anyway. */
    boolean finishesWithoutCaller() {
        return attempt.isPresent()
                && switch (attempt.get().candidate().provider().whenCallerLeaves()) {
                    case CANCEL -> false;
                    case DRAIN -> true;
                    case AUTO -> claims() && !stream;
                };
    }

    boolean gone() {
        return gone;
    }

    /** Who the call is for: the token's word before the header's. */
    Optional<String> user() {
        return caller().name(By.USER).or(() -> header("x-aigw-user"));
    }

    Optional<String> feature() {
        return caller().name(By.FEATURE).or(() -> header("x-aigw-feature"));
    }

    /** Which plugin calls. */
    Optional<String> plugin() {
        return caller().name(By.CALLER).or(() -> header("x-aigw-caller"));
    }

    Optional<String> role() {
        return caller().name(By.ROLE).or(() -> header("x-aigw-role"));
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
