package dev.aigw.chaos;

import dev.aigw.testing.Behaviour;
import dev.aigw.testing.Behaviours;
import dev.aigw.testing.Canned;
import dev.aigw.testing.Received;
import dev.aigw.testing.UpstreamAnswer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The upstream in all scenarios: says something else each time, so that an answer given twice is known, counts calls by request
 * id, fails some of them the first time, and can hold a few of each gateway until it is told to go on.
 */
final class Provider implements Behaviour {
    /** Nano-dollars of one answer: 9 tokens in at 0.15 USD per million, 12 out at 0.6. */
    static final long PRICE = 9 * 150 + 12 * 600;

    /** How many calls it holds until it is told to go on: two of each gateway. */
    static final int HOLDS = 4;

    private static final int FAILS = 17;
    private static final int LONGEST_HOLD_SECONDS = 60;

    private final Map<String, AtomicInteger> answered = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> failed = new ConcurrentHashMap<>();
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final AtomicInteger said = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void answer(UpstreamAnswer to) throws IOException, InterruptedException {
        String id = idOf(to.request());
        int number = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        if (number % FAILS == 0 && !failed.containsKey(id)) {
            failed.computeIfAbsent(id, first -> new AtomicInteger()).incrementAndGet();
            Behaviours.json(500, Canned.error("broken", "server_error", "oops")).answer(to);
            return;
        }
        answered.computeIfAbsent(id, first -> new AtomicInteger()).incrementAndGet();
        String text = "answer " + said.incrementAndGet();
        if (holds(number)) {
            held.add(id);
            goOn.await(LONGEST_HOLD_SECONDS, TimeUnit.SECONDS);
        }
        if (to.request().json().getBoolean("stream", false)) {
            Behaviours.stream(Canned.stream(text, "!")).answer(to);
        } else {
            Behaviours.json(Canned.completion(text + "!")).answer(to);
        }
    }

    /** Two of each gateway, see {@link Call#shared}. */
    private static boolean holds(int number) {
        return number == 1 || number == 2 || number == 3 || number == 6;
    }

    /** How many it holds. */
    int held() {
        return held.size();
    }

    /** Answers those that it holds, and holds no more. */
    void goOn() {
        goOn.countDown();
    }

    int answered(String id) {
        return answered.getOrDefault(id, new AtomicInteger()).get();
    }

    int failed(String id) {
        return failed.getOrDefault(id, new AtomicInteger()).get();
    }

    private static String idOf(Received request) {
        return request.json().getJsonArray("messages").stream()
                .map(JsonObject.class::cast)
                .map(message -> message.getString("content"))
                .findFirst()
                .orElseThrow();
    }
}
