package dev.aigw.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.tenant.SubLimit.By;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubLimitsTest {
    private static final Limits EACH = Limits.requests(1, 1);
    private static final Limits OWN = Limits.requests(2, 2);

    @Test
    void findsTheLimitsOfOneByNameElseThoseOfEach() {
        Tenant tenant = tenant(
                new SubLimit(By.USER, "ann", OWN),
                new SubLimit(By.USER, SubLimit.EACH, EACH),
                new SubLimit(By.FEATURE, "search", OWN));

        assertThat(tenant.limitsOf(By.USER, "ann")).contains(OWN);
        assertThat(tenant.limitsOf(By.USER, "bob")).contains(EACH);
        assertThat(tenant.limitsOf(By.USER, SubLimit.EACH)).contains(EACH);
        assertThat(tenant.limitsOf(By.FEATURE, "search")).contains(OWN);
        assertThat(tenant.limitsOf(By.FEATURE, "ann")).isEmpty();
        assertThat(tenant.limitsOf(By.ROLE, "ann")).isEmpty();
    }

    @Test
    void answersTheSameObjectEachTime() {
        Tenant tenant = tenant(new SubLimit(By.ROLE, SubLimit.EACH, EACH));

        assertThat(tenant.limitsOf(By.ROLE, "editor")).isSameAs(tenant.limitsOf(By.ROLE, "author"));
    }

    @Test
    void areAListLikeAnyOther() {
        SubLimit limit = new SubLimit(By.CALLER, "plugin", OWN);

        assertThat(tenant(limit).subLimits()).isEqualTo(List.of(limit));
        assertThat(tenant(limit)).isEqualTo(tenant(limit));
    }

    private static Tenant tenant(SubLimit... limits) {
        return new Tenant(
                1,
                "blog",
                "Blog",
                true,
                new Tenant.Secret("s"),
                Optional.empty(),
                Limits.DEFAULT,
                List.of(limits),
                Policy.DEFAULT,
                List.of(),
                List.of(),
                Duration.ofHours(1),
                1);
    }
}
