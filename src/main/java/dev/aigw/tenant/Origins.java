package dev.aigw.tenant;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From where browsers may call some tenant, kept up as tenants come and go, so that it is known without a search. */
final class Origins {
    private final Map<String, Integer> listed = new HashMap<>();
    private int unchecked;

    /** A tenant came that may be called from here; from nowhere in particular means from everywhere. */
    void add(List<String> origins) {
        if (origins.isEmpty()) {
            unchecked++;
        }
        origins.stream().distinct().forEach(origin -> listed.merge(origin, 1, Integer::sum));
    }

    /** What was added is over. */
    void remove(List<String> origins) {
        if (origins.isEmpty()) {
            unchecked--;
        }
        origins.stream()
                .distinct()
                .forEach(origin ->
                        listed.computeIfPresent(origin, (same, tenants) -> tenants == 1 ? null : tenants - 1));
    }

    boolean contains(String origin) {
        return listed.containsKey(origin) || (unchecked > 0 && TenantRules.isOrigin(origin));
    }
}
