package dev.aigw.config;

import java.time.Duration;
import java.util.Optional;

/**
 * PostgreSQL, Redis, and the key that secrets at rest are encrypted with.
 *
 * @param masterKey 32 bytes, in standard Base64 however it was written
 * @param previousMasterKey still read, never written, while keys are being changed
 */
public record StoreConfig(
        ProviderConfig.Secret postgresUrl,
        int postgresPool,
        RedisConfig redis,
        Duration connectTimeout,
        ProviderConfig.Secret masterKey,
        Optional<ProviderConfig.Secret> previousMasterKey) {}
