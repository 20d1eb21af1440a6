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

    @Test
    void knowsFromWhereBrowsersMayCallAnyActiveTenant() {
        directory.apply(from(1, true, 1, "https://a.example", "https://b.example"));
        directory.apply(from(2, true, 1, "https://b.example"));

        directory.apply(from(1, true, 2, "https://c.example"));

        assertThat(directory.mayBeCalledFrom("https://a.example")).isFalse();
        assertThat(directory.mayBeCalledFrom("https://b.example")).isTrue();
        assertThat(directory.mayBeCalledFrom("https://c.example")).isTrue();
    }

    @Test
    void takesAnyWellFormedOriginWhileATenantChecksNone() {
        directory.apply(from(1, true, 1, "https://a.example"));
        directory.apply(from(2, true, 1));

        assertThat(directory.mayBeCalledFrom("https://any.example:8443")).isTrue();
        assertThat(directory.mayBeCalledFrom("null")).isFalse();
        assertThat(directory.mayBeCalledFrom("https://any.example/path")).isFalse();
        directory.apply(from(2, false, 2));
        assertThat(directory.mayBeCalledFrom("https://any.example:8443")).isFalse();
        directory.apply(from(2, true, 3));
        assertThat(directory.mayBeCalledFrom("https://any.example:8443")).isTrue();
    }

    private static Tenants.Entry from(long id, boolean active, long version, String... origins) {
        return entry(id, "t" + id, active, version, List.of(origins));
    }

    private static Tenants.Entry entry(long id, String slug, boolean active, long version, String... hashes) {
        return entry(id, slug, active, version, List.of(), hashes);
    }

    private static Tenants.Entry entry(
            long id, String slug, boolean active, long version, List<String> origins, String... hashes) {
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
                origins,
                Duration.ofHours(1),
                version);
        List<ApiKey> keys = java.util.Arrays.stream(hashes)
                .map(hash -> new ApiKey(1, id, hash, "aigw_sk_", "key", Optional.empty(), Optional.empty()))
                .toList();
        return new Tenants.Entry(tenant, keys);
    }
}
