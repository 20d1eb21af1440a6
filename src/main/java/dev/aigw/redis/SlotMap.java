package dev.aigw.redis;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which master has which slots, as one server of the cluster has it.
 *
 * @param ranges without overlap, not always covering all
 */
record SlotMap(List<Range> ranges) {
    /** Slots from the first to the last, both included. */
    record Range(int first, int last, String url) {}

    /**
     * Reads an answer to {@code CLUSTER SLOTS}.
     *
     * @param asked who gave it; a server that does not know its own host means the one it was asked at
     */
    SlotMap(String asked, Response told) {
        this(read(asked, told));
    }

    private static int number(Response list, int index) {
        return Objects.requireNonNull(list.get(index).toInteger());
    }

    private static List<Range> read(String asked, Response told) {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < told.size(); i++) {
            Response range = told.get(i);
            Response master = range.get(2);
            String host = master.get(0) == null ? "" : master.get(0).toString();
            ranges.add(new Range(
                    number(range, 0),
                    number(range, 1),
                    ServerUrl.at(
                            asked,
                            host.isEmpty() || host.equals("?") ? ServerUrl.host(asked) : host,
                            number(master, 1))));
        }
        return ranges;
    }
}
