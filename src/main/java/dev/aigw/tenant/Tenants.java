package dev.aigw.tenant;

import dev.aigw.bus.Address;
import dev.aigw.bus.BusMessage;
import dev.aigw.bus.Topic;
import java.util.List;

/** What the tenant verticle says over the bus: all tenants at once to a lane that starts, then each change as it happens. */
public interface Tenants {
    Address<Everything, Snapshot> SNAPSHOT = new Address<>("tenant.snapshot");
    Topic<Changed> CHANGED = new Topic<>("tenant.changed");

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
