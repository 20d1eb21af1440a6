package dev.aigw.usage;

import dev.aigw.bus.Topic;

/** Where usage events are handed in. */
public interface UsageFeed {
    Topic<UsageEvent> RECORD = new Topic<>("usage.record");
}
