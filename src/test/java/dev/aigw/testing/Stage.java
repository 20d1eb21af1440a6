package dev.aigw.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One provider as the upstream plays it: what it will do, and what it was sent. Answers sensibly unless told otherwise. */
public final class Stage {
    private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
    private final List<Received> received = Collections.synchronizedList(new ArrayList<>());
    private volatile Behaviour otherwise;

    Stage(String provider) {
        this.otherwise = answer -> ordinary(provider, answer.request()).answer(answer);
    }

    /** What the next requests get, one each. */
    public Stage next(Behaviour... behaviours) {
        script.addAll(List.of(behaviours));
        return this;
    }

    /** What every request gets that the script does not speak of. */
    public Stage always(Behaviour behaviour) {
        otherwise = behaviour;
        return this;
    }

    public int count() {
        return received.size();
    }

    public List<Received> requests() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** The n-th request, the first being 1, as soon as it is there. */
    public Received request(int number) {
        Await.until("request " + number, () -> received.size() >= number);
        return received.get(number - 1);
    }

    Behaviour take(Received request) {
        received.add(request);
        Behaviour told = script.poll();
        return told == null ? otherwise : told;
    }

    private static Behaviour ordinary(String provider, Received request) {
        if (provider.equals("anthropic")) {
            return request.wantsStream()
                    ? Behaviours.stream(Canned.messageStream("Hello", " there"))
                    : Behaviours.json(Canned.message("Hello there"));
        }
        if (request.path().contains("/images/")) {
            return Behaviours.json(Canned.images("aGVsbG8="));
        }
        return request.wantsStream()
                ? Behaviours.stream(Canned.stream("Hello", " there"))
                : Behaviours.json(Canned.completion("Hello there"));
    }
}
