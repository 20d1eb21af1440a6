package dev.aigw.testing;

import dev.aigw.config.ProviderConfig.WhenCallerLeaves;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that needs a running gateway: real PostgreSQL, real Redis, an upstream that misbehaves on demand, and a gateway
 * before them, each on a free port. The test takes a {@link TestGateway} as a parameter. Classes that ask for the same share
 * one. A test in which anything is logged as an error fails, unless it {@link LogsErrors}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GatewayExtension.class)
public @interface GatewayTest {
    int lanes() default 2;

    /** Until an upstream's head. */
    int headMillis() default 5_000;

    /** Silence within an upstream's body. */
    int chunkMillis() default 5_000;

    /** An upstream's answer in all. */
    int totalMillis() default 30_000;

    int maxAnswerBytes() default 4 << 20;

    /** How many failures in a row open a breaker; by default more than any test makes. */
    int breakerFailures() default 1_000_000;

    int breakerResetMillis() default 60_000;

    int headerMillis() default 10_000;

    int bodyMillis() default 10_000;

    int keepAliveMillis() default 60_000;

    int writeMillis() default 30_000;

    int heartbeatMillis() default 15_000;

    int maxBodyBytes() default 1 << 20;

    int maxInFlight() default 1_000;

    int maxConnections() default 2_000;

    int limiterMillis() default 5_000;

    int graceMillis() default 10_000;

    int leaseMillis() default 60_000;

    int maxKeptAnswerBytes() default 256 * 1024;

    WhenCallerLeaves whenCallerLeaves() default WhenCallerLeaves.AUTO;

    /** A Redis that nobody else uses, for tests that take it away. */
    boolean ownRedis() default false;

    /** A gateway that nobody else uses. */
    String alone() default "";
}
