package dev.aigw.config;

import java.nio.file.Path;

/** Reads what is set of usage and of alerts about it. */
final class UsageSettings {
    private UsageSettings() {}

    static UsageConfig usage(Section at) {
        return new UsageConfig(
                at.integer("batch-rows", 500, 1, 10_000, "rows written to PostgreSQL at once"),
                at.duration("interval", "100ms", "1ms", "1m", "how long a row waits for its batch at most"),
                at.integer("months-ahead", 3, 1, 24, "partitions made in advance"),
                at.duration(
                        "keep-rows",
                        "90d",
                        "32d",
                        "36500d",
                        "how long single rows are kept; their sums are kept for ever"),
                journal(at.section("journal")));
    }

    static AlertConfig alerts(Section at) {
        return new AlertConfig(at.dollars(
                "anomaly-floor",
                "1",
                "0",
                "1000000",
                "an hour that cost less, in USD, is no anomaly, however unusual"));
    }

    private static JournalConfig journal(Section at) {
        return new JournalConfig(
                Path.of(at.text(
                                "dir",
                                "journal; in dev in its data directory",
                                "a directory that may be written to",
                                "where usage waits for PostgreSQL; survives a kill; kept between starts",
                                ConfigLoader::path)
                        .orElse("journal")),
                at.size("segment", "8MiB", "64KiB", "1GiB", "of one file; less where max has no room for four a lane"),
                at.size("max", "1GiB", "1MiB", "1024GiB", "of all files; beyond it no new work is taken"),
                at.duration(
                        "sync",
                        "1s",
                        "0s",
                        "1m",
                        "how often it is forced to disk; what a power cut may cost; 0s never"));
    }
}
