package dev.aigw.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One PostgreSQL database and the connections to it: a pool for statements and transactions, and connections apart for
 * what listens. Opening connects to nothing yet.
 */
public final class Postgres {
    private final Vertx vertx;
    private final PgConnectOptions options;
    private final Duration patience;
    private final Pool pool;

    private Postgres(Vertx vertx, PgConnectOptions options, int poolSize, Duration patience) {
        this.vertx = vertx;
        this.options = options;
        this.patience = patience;
        this.pool = pool(poolSize);
    }

    /**
     * Prepares connections to the URL.
     *
     * @param poolSize connections at most; those that listen come on top
     * @param connectTimeout for one connection, and for waiting until one of the pool is free; a connection that listens
     *     is given up as dead when it is silent for as long
     * @throws IllegalArgumentException when the URL cannot be read; the message does not repeat it
     */
    public static Postgres open(Vertx vertx, String url, int poolSize, Duration connectTimeout) {
        return new Postgres(vertx, PostgresUrl.parse(url).setCachePreparedStatements(true), poolSize, connectTimeout);
    }

    private Pool pool(int size) {
        int millis = Math.toIntExact(patience.toMillis());
        return PgBuilder.pool()
                .using(vertx)
                .connectingTo(options)
                .with(new PoolOptions()
                        .setMaxSize(size)
                        .setConnectionTimeout(millis)
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .with(new NetClientOptions().setConnectTimeout(millis).setTcpKeepAlive(true))
                .build();
    }

    /** For statements and transactions; a connection of it carries one statement at a time. */
    public Pool pool() {
        return pool;
    }

    /** Runs the work on one connection of the pool. */
    public <T> Future<T> withConnection(Function<SqlConnection, Future<T>> work) {
        return pool.getConnection()
                .compose(connection ->
                        Future.succeededFuture(connection).compose(work).eventually(connection::close));
    }

    /** Runs the work in a transaction: all of it is kept, or none. */
    public <T> Future<T> withTransaction(Function<SqlConnection, Future<T>> work) {
        return withConnection(connection -> inTransaction(connection, () -> work.apply(connection)));
    }

    static <T> Future<T> inTransaction(SqlConnection connection, Supplier<Future<T>> work) {
        return connection
                .begin()
                .compose(transaction -> Future.succeededFuture()
                        .compose(begun -> work.get())
                        .compose(
                                done -> transaction.commit().map(done),
                                cause -> transaction.rollback().transform(undone -> Future.failedFuture(cause))));
    }

    /**
     * A pool for one connection, which its owner closes. Only so can a connection that hangs be left: given back to a pool
     * it would be handed out again.
     */
    Pool single() {
        return pool(1);
    }

    /** How long Postgres may be silent when it was asked something that takes no time. */
    Duration patience() {
        return patience;
    }

    /** Succeeds when the database answers. */
    public Future<Void> ping() {
        return pool.query("select 1").execute().mapEmpty();
    }

    /** Where it is, fit for a log: everything but the password. */
    public String place() {
        return options.getUser() + "@" + options.getHost() + ":" + options.getPort() + "/" + options.getDatabase();
    }

    public Future<Void> close() {
        return close(pool);
    }

    /** Never fails, and does not wait for a connection that hangs. */
    Future<Void> close(Pool open) {
        return open.close()
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .transform(any -> Future.succeededFuture());
    }

    /** Says in one sentence for an operator why Postgres could not be used, and what to look at; never a password. */
    public String reason(Throwable cause) {
        return switch (cause) {
            case PgException refused -> refusal(refused);
            case UnknownHostException unknown ->
                "the host " + options.getHost() + " has no address; is it spelled right?";
            case ConnectException closed ->
                "nothing answers at " + options.getHost() + ":" + options.getPort() + "; is Postgres running there?";
            case TimeoutException late -> "Postgres at " + place() + " did not answer in time";
            default -> "Postgres at " + place() + " failed: " + cause.getMessage();
        };
    }

    private String refusal(PgException refused) {
        return switch (refused.getSqlState()) {
            case "28P01", "28000" ->
                "Postgres at " + place() + " refuses this user or password: " + refused.getErrorMessage();
            case "3D000" ->
                "Postgres has no database '" + options.getDatabase() + "'; make it with: createdb "
                        + options.getDatabase();
            case "53300" ->
                "Postgres at " + place() + " has no connection left; lower the pool or raise max_connections";
            case "57P03" -> "Postgres at " + place() + " is starting or stopping; try again";
            default ->
                "Postgres at " + place() + " answered " + refused.getSqlState() + ": " + refused.getErrorMessage();
        };
    }
}
