package dev.aigw.simulator;

import dev.aigw.config.SimulatorConfig;
import io.vertx.core.VerticleBase;

/** Placeholder. */
public final class SimulatorVerticle extends VerticleBase {
    public SimulatorVerticle(SimulatorConfig config) {}

    public int port() {
        return 0;
    }
}
