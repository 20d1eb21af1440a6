package dev.aigw.tenant;

import dev.aigw.audit.Actor;
import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.bus.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the tenant verticle says over the bus: all tenants at once to a lane that starts, then each change as it happens. */
public interface Tenants {
    Address<Everything, Snapshot> SNAPSHOT = new Address<>("tenant.snapshot");
    Topic<Changed> CHANGED = new Topic<>("tenant.changed");

    /** One address per process. Fails with what the caller may be told. */
    Address<Rotate, Rotated> ROTATE = new Address<>("tenant.rotate");

    /**
     * A tenant wants a new secret.
     *
     * @param signedWith the secret that whoever asks has shown to know
     * @param requestId the same one asks for the same secret again
     * @param grace how long the secret that it has stays good
     */
    record Rotate(long tenantId, Tenant.Secret signedWith, String requestId, Duration grace, Actor by)
            implements BusMessage {}

    /**
     * The secret that the tenant has now.
     *
     * @param previousUntil until when the one before is good
     * @param again whether it was made when the same was asked before
     */
    record Rotated(Tenant.Secret secret, Optional<Instant> previousUntil, boolean again) implements BusMessage {}

    record Everything() implements BusMessage {}

    record Snapshot(List<Entry> entries) implements BusMessage {
        public Snapshot {
            entries = List.copyOf(entries);
        }
    }

    /** The tenant as it is now with all its usable keys; an inactive tenant is told too, so that lanes forget it. */
    record Changed(Entry entry) implements BusMessage {}

    record Entry(Tenant tenant, List<ApiKey> keys) {
        public Entry {
            keys = List.copyOf(keys);
        }
    }
}
