package dev.aigw.chaos;

import dev.aigw.chaos.Call.Try;
import dev.aigw.tenant.Tenant;
import dev.aigw.testing.Await;
import dev.aigw.testing.Reply;
import dev.aigw.testing.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Callers of both gateways that go on until they are told to stop: each makes one call after the other, of several tenants, whole
 * and streamed, some at both gateways at once, some again after their answer, and each again after a failure.
 */
final class Traffic {
    private static final int CALLERS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** A gateway hears of a new tenant a moment later; and the provider fails now and then. */
    private static final Set<Integer> AGAIN = Set.of(401, 502);

    private final TwoGateways gateways;
    private final List<Tenant> tenants;
    private final Map<Long, String> tokens;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final List<Future<?>> callers = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean over;

    private Traffic(TwoGateways gateways, List<Tenant> tenants) {
        this.gateways = gateways;
        this.tenants = tenants;
        this.tokens = tenants.stream().collect(Collectors.toMap(Tenant::id, Traffic::token));
    }

    /** @param tenants the first one makes most of the calls, and must be able to pay for all of them */
    static Traffic begin(TwoGateways gateways, List<Tenant> tenants) {
        Traffic traffic = new Traffic(gateways, tenants);
        for (int i = 0; i < CALLERS; i++) {
            traffic.callers.add(traffic.threads.submit(() -> {
                traffic.callUntilOver();
                return true;
            }));
        }
        return traffic;
    }

    /** Waits until so many more tries came to this. */
    void await(String what, int more, Predicate<Try> wanted) {
        long before = count(wanted);
        Await.until(more + " more " + what, PATIENCE, () -> {
            if (callers.stream().anyMatch(Future::isDone)) {
                end(); // tells why
            }
            return count(wanted) >= before + more;
        });
    }

    /** No new calls; those under way are waited for. */
    void end() throws InterruptedException, ExecutionException {
        over = true;
        for (Future<?> caller : callers) {
            caller.get();
        }
        threads.close();
        client.close();
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    private long count(Predicate<Try> wanted) {
        return calls.stream()
                .flatMap(call -> call.tries().stream())
                .filter(wanted)
                .count();
    }

    private void callUntilOver() throws InterruptedException, ExecutionException {
        while (!over) {
            int number = numbers.incrementAndGet();
            Call call = new Call(number, tenantOf(number));
            calls.add(call);
            if (call.shared()) {
                Future<?> other = threads.submit(() -> persist(call, number + 1));
                persist(call, number);
                other.get();
            } else {
                persist(call, number);
            }
            if (call.repeated()) {
                persist(call, number + 1);
            }
        }
    }

    private Tenant tenantOf(int number) {
        return switch (number % 7) {
            case 4 -> tenants.get(1);
            case 5 -> tenants.get(2);
            case 0 -> tenants.get(3);
            default -> tenants.getFirst();
        };
    }

    /** Until there is an answer that another try would not change: at the other gateway each time. */
    private void persist(Call call, int gateway) {
        AtomicInteger next = new AtomicInteger(gateway);
        Await.value(
                "an answer for " + call.id(),
                PATIENCE,
                () -> make(call, next.getAndIncrement()),
                one -> one.reply()
                        .filter(reply -> !AGAIN.contains(reply.status()))
                        .isPresent());
    }

    private Try make(Call call, int gateway) {
        String url = gateways.url(gateway);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                .timeout(PATIENCE)
                .header("authorization", "Bearer " + tokens.get(call.tenant().id()))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(call.body()))
                .build();
        Try one;
        try {
            one = new Try(url, Optional.of(new Reply(client.send(request, BodyHandlers.ofString()))));
        } catch (IOException gone) {
            one = new Try(url, Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        call.tried(one);
        return one;
    }

    private static String token(Tenant tenant) {
        long now = Instant.now().getEpochSecond();
        return Tokens.hs256(
                tenant.secret().value(),
                new JsonObject().put("sub", tenant.slug()).put("iat", now).put("exp", now + 600));
    }
}
