package dev.aigw.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.aigw.config.ConfigLoader.Mode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisConfigTest {
    @Test
    void takesOneServerAsItIs() {
        assertThat(RedisConfig.nodes("rediss://user:word@cache:1234/3"))
                .containsExactly("rediss://user:word@cache:1234/3");
    }

    @Test
    void givesEveryHostWhatStandsBeforeTheFirst() {
        assertThat(RedisConfig.nodes("rediss://:word@one:1,two,[::1]:3/2"))
                .containsExactly("rediss://:word@one:1/2", "rediss://:word@two/2", "rediss://:word@[::1]:3/2");
    }

    @Test
    void takesUrlsInFull() {
        assertThat(RedisConfig.nodes("redis://:a@one:1,redis://:b@two:2"))
                .containsExactly("redis://:a@one:1", "redis://:b@two:2");
    }

    @Test
    void readsTheModeAndTheMastersName() {
        RedisConfig redis = load(Map.of(
                        "AIGW_STORES_REDIS_MODE", "sentinel", "AIGW_STORES_REDIS_SENTINEL_MASTER", "eu1"))
                .redis();

        assertThat(redis.mode()).isEqualTo(RedisConfig.Mode.SENTINEL);
        assertThat(redis.sentinelMaster()).isEqualTo("eu1");
        assertThat(redis.nodes()).isEqualTo(List.of("redis://one:1", "redis://two:2"));
    }

    @Test
    void refusesSeveralHostsOfOneServer() {
        assertThat(catchThrowableOfType(ConfigException.class, () -> load(Map.of())))
                .hasMessageContaining("stores.redis-mode: is standalone, but the URL names several hosts");
    }

    private static StoreConfig load(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AIGW_POSTGRES_URL", "postgresql://db/aigw",
                "AIGW_REDIS_URL", "redis://one:1,two:2",
                "AIGW_MASTER_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));
        environment.putAll(more);
        return ConfigLoader.loadStores(
                Mode.SERVE, new Sources(Optional.empty(), Optional.empty(), environment, Map.of()));
    }
}
