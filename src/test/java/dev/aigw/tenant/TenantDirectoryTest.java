package dev.aigw.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TenantDirectoryTest {
    private final TenantDirectory directory = new TenantDirectory();

    @Test
    void findsATenantBySlugAndByTheHashOfItsKey() {
        directory.apply(entry(1, "blog", true, 1, "k1"));

        assertThat(directory.bySlug("blog")).map(Tenant::id).contains(1L);
        assertThat(directory.byKeyHash("k1"))
                .map(holder -> holder.tenant().slug())
                .contains("blog");
        assertThat(directory.bySlug("shop")).isEmpty();
    }

    @Test
    void forgetsAKeyThatIsNoLongerTold() {
        directory.apply(entry(1, "blog", true, 1, "k1", "k2"));

        directory.apply(entry(1, "blog", true, 2, "k2"));

        assertThat(directory.byKeyHash("k1")).isEmpty();
        assertThat(directory.byKeyHash("k2")).isPresent();
    }

    @Test
    void forgetsATenantThatBecameInactiveAndItsKeys() {
        directory.apply(entry(1, "blog", true, 1, "k1"));

        directory.apply(entry(1, "blog", false, 2, "k1"));

        assertThat(directory.bySlug("blog")).isEmpty();
        assertThat(directory.byKeyHash("k1")).isEmpty();
    }

    @Test
    void keepsTheNewerWhenAnOlderSnapshotComesLate() {
        directory.apply(entry(1, "blog", false, 5));

        directory.apply(entry(1, "blog", true, 4, "k1"));

        assertThat(directory.bySlug("blog")).isEmpty();
        assertThat(directory.byKeyHash("k1")).isEmpty();
    }

    @Test
    void keepsATenantMadeAnewUnderTheSlugOfOneThatIsGone() {
        directory.apply(entry(1, "blog", true, 1));
        directory.apply(entry(2, "blog", true, 1));

        directory.apply(entry(1, "blog", false, 2));

        assertThat(directory.bySlug("blog")).map(Tenant::id).contains(2L);
    }

    private static Tenants.Entry entry(long id, String slug, boolean active, long version, String... hashes) {
        Tenant tenant = new Tenant(
                id,
                slug,
                slug,
                active,
                new Tenant.Secret("s"),
                Optional.empty(),
                Limits.DEFAULT,
                List.of(),
                Policy.DEFAULT,
                List.of(),
                List.of(),
                Duration.ofHours(1),
                version);
        List<ApiKey> keys = java.util.Arrays.stream(hashes)
                .map(hash -> new ApiKey(1, id, hash, "aigw_sk_", "key", Optional.empty(), Optional.empty()))
                .toList();
        return new Tenants.Entry(tenant, keys);
    }
}
