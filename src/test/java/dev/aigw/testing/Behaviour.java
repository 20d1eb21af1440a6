package dev.aigw.testing;

import java.io.IOException;

/** What the upstream does with one request; see {@link Behaviours}. */
@FunctionalInterface
public interface Behaviour {
    void answer(UpstreamAnswer answer) throws IOException, InterruptedException;
}
