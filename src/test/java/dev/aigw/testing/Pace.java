package dev.aigw.testing;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a test say when the upstream goes on. */
public final class Pace {
    private final Semaphore steps = new Semaphore(0);

    /** One step further. */
    public void step() {
        steps.release();
    }

    /** No more waiting. */
    public void run() {
        steps.release(1_000_000);
    }

    void await() throws InterruptedException {
        if (!steps.tryAcquire(Await.SOON.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the test never said go");
        }
    }
}
