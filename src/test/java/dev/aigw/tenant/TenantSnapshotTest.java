package dev.aigw.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TenantSnapshotTest {
    private final TenantSnapshot snapshot = new TenantSnapshot();

    @Test
    void findsWhatIsNewChangedOrGone() {
        snapshot.apply(Set.of(), List.of(stored(1, 1), stored(2, 5), stored(3, 1)));

        Set<Long> stale = snapshot.staleAgainst(Map.of(1L, 1L, 2L, 6L, 4L, 1L));

        assertThat(stale).containsExactlyInAnyOrder(2L, 3L, 4L);
    }

    @Test
    void tellsATenantThatIsGoneAsInactiveAndNewerThanAnyoneKnowsIt() {
        snapshot.apply(Set.of(), List.of(stored(1, 7)));

        List<Tenants.Changed> told = snapshot.apply(Set.of(1L), List.of());

        assertThat(told).singleElement().satisfies(changed -> {
            assertThat(changed.entry().tenant().active()).isFalse();
            assertThat(changed.entry().tenant().version()).isEqualTo(8);
            assertThat(changed.entry().keys()).isEmpty();
        });
        assertThat(snapshot.all().entries()).isEmpty();
    }

    @Test
    void hasNothingToTellOfATenantItNeverKnew() {
        assertThat(snapshot.apply(Set.of(9L), List.of())).isEmpty();
    }

    private static StoredTenant stored(long id, long version) {
        Tenant tenant = new Tenant(
                id,
                "t" + id,
                "T",
                true,
                new Tenant.Secret("s"),
                Optional.empty(),
                Limits.DEFAULT,
                List.of(),
                Policy.DEFAULT,
                List.of(),
                List.of(),
                Duration.ofHours(1),
                version);
        return new StoredTenant(tenant, List.of(), true, Instant.EPOCH, Instant.EPOCH);
    }
}
