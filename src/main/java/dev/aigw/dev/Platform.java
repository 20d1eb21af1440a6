package dev.aigw.dev;

import java.util.Locale;

/**
 * What the embedded servers' programs are called on this machine.
 *
 * @param postgres resource with the packed PostgreSQL
 * @param redis resource that is the Redis program
 */
record Platform(String postgres, String redis) {

    static Platform here() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Platform of(String system, String architecture) {
        boolean arm = architecture.equals("aarch64") || architecture.equals("arm64");
        boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
        String name = system.toLowerCase(Locale.ROOT);
        if (name.equals("linux") && intel) {
            return new Platform("postgres-linux-x86_64.txz", "redis-server-6.2.6-v5-linux-amd64");
        }
        if (name.equals("linux") && arm) {
            return new Platform("postgres-linux-arm_64.txz", "redis-server-6.2.7-linux-arm64");
        }
        if (name.startsWith("mac") && arm) {
            return new Platform("postgres-darwin-arm_64.txz", "redis-server-6.2.6-v5-darwin-arm64");
        }
        throw new DevFailure("There is no embedded PostgreSQL and Redis for " + system + " on " + architecture
                + ". Name your own in AIGW_POSTGRES_URL and AIGW_REDIS_URL.");
    }
}
