package dev.aigw.tenant;

import java.util.AbstractList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tenant's limits within its own, ordered so that those of one are found by a look-up: they are asked for with every request. */
final class SubLimits extends AbstractList<SubLimit> {
    private final List<SubLimit> all;
    private final Map<SubLimit.By, Named> byWhat = new EnumMap<>(SubLimit.By.class);

    private SubLimits(List<SubLimit> all) {
        this.all = List.copyOf(all);
        for (SubLimit limit : this.all) {
            byWhat.computeIfAbsent(limit.by(), by -> new Named()).add(limit);
        }
    }

    static SubLimits copyOf(List<SubLimit> limits) {
        return limits instanceof SubLimits same ? same : new SubLimits(limits);
    }

    /** Allocates nothing. */
    Optional<Limits> of(SubLimit.By by, String name) {
        Named named = byWhat.get(by);
        return named == null ? Optional.empty() : named.of(name);
    }

    @Override
    public SubLimit get(int index) {
        return all.get(index);
    }

    @Override
    public int size() {
        return all.size();
    }

    private static final class Named {
        private final Map<String, Optional<Limits>> byName = new HashMap<>();
        private Optional<Limits> each = Optional.empty();

        void add(SubLimit limit) {
            Optional<Limits> limits = Optional.of(limit.limits());
            byName.put(limit.name(), limits);
            if (limit.name().equals(SubLimit.EACH)) {
                each = limits;
            }
        }

        Optional<Limits> of(String name) {
            return byName.getOrDefault(name, each);
        }
    }
}
