package dev.aigw.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the schema up to date: SQL files of the class path, in order, each in a transaction with its row in
 * {@code schema_version}. One session lock covers the whole, so that any number of processes may start at once.
 */
public final class Migrations {
    private static final String FOLDER = "db/migration";
    /** Any number, as long as nothing else in the database locks it. */
    private static final long LOCK = 0x6169_6777_0001L;

    private static final String CREATE = """
            create table if not exists schema_version (
                version    integer     primary key,
                name       text        not null,
                checksum   text        not null,
                applied_at timestamptz not null default now()
            )""";

    private final Postgres postgres;
    private final List<Migration> known;

    public Migrations(Postgres postgres) {
        this(postgres, Migration.listed(FOLDER));
    }

    Migrations(Postgres postgres, List<Migration> known) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).version() != i + 1) {
                throw new IllegalArgumentException("migration " + known.get(i).name() + " is not number " + (i + 1));
            }
        }
        this.postgres = postgres;
        this.known = List.copyOf(known);
    }

    /** Applies what is missing; fails with {@link Refused} when the database is not one that these files can have made. */
    public Future<Applied> apply() {
        return postgres.withConnection(connection -> lock(connection)
                .compose(locked -> connection.query(CREATE).execute())
                .compose(created -> missing(connection))
                .compose(missing -> applyAll(connection, missing))
                .eventually(() -> unlock(connection)));
    }

    /** The files that {@link #apply} would run now, by name. */
    public Future<List<String>> pending() {
        return postgres.withConnection(connection -> connection
                .query("select to_regclass('schema_version') is not null")
                .execute()
                .compose(rows ->
                        rows.iterator().next().getBoolean(0) ? missing(connection) : Future.succeededFuture(known))
                .map(missing -> missing.stream().map(Migration::name).toList()));
    }

    private static Future<?> lock(SqlConnection connection) {
        return connection.preparedQuery("select pg_advisory_lock($1)").execute(Tuple.of(LOCK));
    }

    private static Future<?> unlock(SqlConnection connection) {
        return connection.preparedQuery("select pg_advisory_unlock($1)").execute(Tuple.of(LOCK));
    }

    private Future<List<Migration>> missing(SqlConnection connection) {
        return connection
                .query("select version, name, checksum from schema_version order by version")
                .execute()
                .map(rows -> {
                    int version = 0;
                    for (Row row : rows) {
                        check(++version, row);
                    }
                    return known.subList(version, known.size());
                });
    }

    private void check(int version, Row row) {
        String name = row.getString("name");
        if (version > known.size()) {
            throw new Refused("the database has migration " + name + ", this program knows only up to "
                    + known.getLast().name() + "; run the newer aigw that made it, or restore a backup");
        }
        Migration file = known.get(version - 1);
        if (row.getInteger("version") != version || !file.checksum().equals(row.getString("checksum"))) {
            throw new Refused("migration " + name + " was applied with other content than " + file.name()
                    + " of this program has; an applied file must never change");
        }
    }

    private Future<Applied> applyAll(SqlConnection connection, List<Migration> missing) {
        List<String> done = new ArrayList<>();
        Future<?> last = Future.succeededFuture();
        for (Migration migration : missing) {
            last = last.compose(before -> apply(connection, migration)).onSuccess(now -> done.add(migration.name()));
        }
        return last.map(all -> new Applied(known.size(), done));
    }

    private static Future<?> apply(SqlConnection connection, Migration migration) {
        return Postgres.inTransaction(
                        connection,
                        () -> connection.query(migration.sql()).execute().compose(ran -> record(connection, migration)))
                .recover(cause -> Future.failedFuture(
                        new Refused("migration " + migration.name() + " failed and was undone", cause)));
    }

    private static Future<?> record(SqlConnection connection, Migration migration) {
        return connection
                .preparedQuery("insert into schema_version (version, name, checksum) values ($1, $2, $3)")
                .execute(Tuple.of(migration.version(), migration.name(), migration.checksum()));
    }

    /**
     * What a run did.
     *
     * @param version of the schema now
     * @param files that were applied by this run, by name
     */
    public record Applied(int version, List<String> files) {
        public Applied {
            files = List.copyOf(files);
        }
    }

    /** The schema cannot be brought up to date; the message is for the operator. */
    public static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message);
        }

        Refused(String message, Throwable cause) {
            super(message + ": " + cause.getMessage(), cause);
        }
    }
}
