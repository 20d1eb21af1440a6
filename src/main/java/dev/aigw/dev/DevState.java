package dev.aigw.dev;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A running development gateway, as it describes itself in its data directory: how the command line finds its database.
 *
 * @param startedAt when the process began, so that a pid that is used again is not taken for it
 * @param masterKey 32 bytes in Base64
 */
public record DevState(
        long pid,
        Instant startedAt,
        String url,
        String managementUrl,
        String postgresUrl,
        String redisUrl,
        String masterKey) {
    private static final String FILE = "dev.json";

    /** This process, which serves these stores. */
    public static DevState here(
            String url, String managementUrl, String postgresUrl, String redisUrl, String masterKey) {
        ProcessHandle self = ProcessHandle.current();
        return new DevState(self.pid(), startOf(self), url, managementUrl, postgresUrl, redisUrl, masterKey);
    }

    /** The gateway that runs on this data directory now; empty if there is none. */
    public static Optional<DevState> read(Path directory) {
        try {
            return Optional.of(parse(new JsonObject(Files.readString(directory.resolve(FILE)))))
                    .filter(DevState::isAlive);
        } catch (IOException | DecodeException | ClassCastException | NullPointerException e) {
            return Optional.empty();
        }
    }

    /** Leaves it in the data directory, for the owner's eyes. */
    public void write(Path directory) {
        JsonObject json = new JsonObject()
                .put("pid", pid)
                .put("started_at", startedAt.toEpochMilli())
                .put("url", url)
                .put("management_url", managementUrl)
                .put("postgres_url", postgresUrl)
                .put("redis_url", redisUrl)
                .put("master_key", masterKey);
        try {
            DataDirectory.writePrivately(directory.resolve(FILE), json.encodePrettily() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes it away again, at the end of the gateway. */
    public static void remove(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DevState parse(JsonObject json) {
        return new DevState(
                json.getLong("pid"),
                Instant.ofEpochMilli(json.getLong("started_at")),
                json.getString("url"),
                json.getString("management_url"),
                json.getString("postgres_url"),
                json.getString("redis_url"),
                json.getString("master_key"));
    }

    private boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(Daemon::lives)
                .filter(process -> startOf(process).toEpochMilli() == startedAt.toEpochMilli())
                .isPresent();
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    /** Without what it keeps secret. */
    @Override
    public String toString() {
        return "DevState[pid=" + pid + ", url=" + url + "]";
    }
}
