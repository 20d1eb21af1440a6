package dev.aigw.cli;

import dev.aigw.config.Sources;
import dev.aigw.dev.EmbeddedStores;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The stores of a development gateway, as settings: those of the environment, and embedded ones for what it does not name. */
final class DevStores {
    private static final String POSTGRES = "stores.postgres-url";
    private static final String REDIS = "stores.redis-url";
    private static final String MASTER_KEY = "stores.master-key";
    /** Take the place of embedded stores while the configuration is checked before they start. */
    private static final Map<String, String> PLACEHOLDERS = Map.of(
            POSTGRES, "postgresql://127.0.0.1/aigw",
            REDIS, "redis://127.0.0.1",
            MASTER_KEY, "0".repeat(64));

    private final boolean ownPostgres;
    private final boolean ownRedis;

    DevStores(Sources sources) {
        this.ownPostgres = !named(sources, "AIGW_POSTGRES_URL");
        this.ownRedis = !named(sources, "AIGW_REDIS_URL");
    }

    private static boolean named(Sources sources, String variable) {
        return sources.variable(variable)
                .or(() -> sources.variable(variable + "_FILE"))
                .isPresent();
    }

    Map<String, String> placeholders() {
        return chosen(PLACEHOLDERS);
    }

    /** Starts what is needed, for as long as the lifetime lasts, and says where it is. */
    Map<String, String> start(Path data, Lifetime lifetime, Consumer<String> progress) {
        Optional<EmbeddedStores> embedded =
                ownPostgres || ownRedis ? Optional.of(embedded(data, progress)) : Optional.empty();
        embedded.ifPresent(stores -> lifetime.add("embedded stores", stores::close));
        return embedded.map(stores -> chosen(Map.of(
                        POSTGRES, stores.postgresUrl(),
                        REDIS, stores.redisUrl(),
                        MASTER_KEY, stores.masterKey())))
                .orElse(Map.of());
    }

    private Map<String, String> chosen(Map<String, String> all) {
        Map<String, String> chosen = new HashMap<>(all);
        if (!ownPostgres) {
            chosen.remove(POSTGRES);
            chosen.remove(MASTER_KEY); // the secrets in that database are not sealed with a key of ours
        }
        if (!ownRedis) {
            chosen.remove(REDIS);
        }
        return chosen;
    }

    private static EmbeddedStores embedded(Path data, Consumer<String> progress) {
        try {
            return EmbeddedStores.start(data, progress);
        } catch (NoClassDefFoundError missing) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "The embedded PostgreSQL and Redis are not part of this jar. Start the development gateway with"
                            + " scripts/run, or name your own in AIGW_POSTGRES_URL and AIGW_REDIS_URL.",
                    missing);
        }
    }
}
