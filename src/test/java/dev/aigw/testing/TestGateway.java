package dev.aigw.testing;

import dev.aigw.Gateway;
import dev.aigw.config.GatewayConfig;
import dev.aigw.http.AccessSink;
import dev.aigw.postgres.Postgres;
import dev.aigw.tenant.TenantSettings;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A running gateway with everything around it, and what a test needs to talk to it. */
public final class TestGateway {
    private static final TenantSettings GENEROUS =
            TenantSettings.NONE.withRates(OptionalLong.of(1_000_000), OptionalLong.of(1_000_000));

    private final MisbehavingUpstream upstream;
    private final TestRedis redis;
    private final boolean ownRedis;
    private final Socket nobodyListens;
    private final Path journal;
    private final GatewayConfig config;
    private final Vertx vertx;
    private final Postgres postgres;
    private final TestTenants tenants;
    private final CapturedOutput access = new CapturedOutput();
    private final AccessSink sink = new AccessSink(Optional.of(access));
    private final Gateway gateway;
    private final Client client;
    private final List<RunningGateway> others = new ArrayList<>();

    private TestGateway(GatewayTest wishes) throws IOException, TimeoutException {
        upstream = MisbehavingUpstream.start();
        ownRedis = wishes.ownRedis();
        redis = ownRedis ? TestRedis.start() : TestRedis.shared();
        nobodyListens = new Socket();
        nobodyListens.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // bound, so that nobody will
        String dead = "http://127.0.0.1:" + nobodyListens.getLocalPort() + "/v1";
        journal = Files.createTempDirectory("aigw-journal");
        config = new TestConfig(wishes, upstream, dead, journal).with(TestPostgres.migrated(), redis.url());
        vertx = Gateway.vertx(config);
        postgres = Postgres.open(vertx, config.stores().postgresUrl().value(), 2, Duration.ofSeconds(5));
        tenants = new TestTenants(postgres, config.stores());
        gateway = Gateway.start(vertx, config, sink).await(30, TimeUnit.SECONDS);
        client = new Client(gateway.port());
    }

    static TestGateway start(GatewayTest wishes) {
        CapturedLog.ofThisJvm(); // begins to listen
        try {
            return new TestGateway(wishes);
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    public MisbehavingUpstream upstream() {
        return upstream;
    }

    public TestRedis redis() {
        return redis;
    }

    public GatewayConfig config() {
        return config;
    }

    public int port() {
        return gateway.port();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public String managementUrl() {
        return "http://127.0.0.1:" + gateway.managementPort();
    }

    /** Speaks well-formed HTTP to the gateway. */
    public Client client() {
        return client;
    }

    /** Speaks any bytes to the gateway. */
    public RawClient raw() {
        return new RawClient(port());
    }

    /** A new tenant with limits that no test reaches. */
    public TestTenant tenant() {
        return tenant(GENEROUS);
    }

    /** A new tenant; every lane knows it. */
    public TestTenant tenant(TenantSettings settings) {
        TestTenant tenant = tenants.create(settings);
        awaitStatus(tenant.token(), 200);
        return tenant;
    }

    public static TenantSettings generous() {
        return GENEROUS;
    }

    /** Waits until every lane answers a credential with this status. */
    public void awaitStatus(String credential, int status) {
        // An unknown model is told only to those who may ask.
        String expected = "HTTP/1.1 " + (status == 200 ? 404 : status);
        Await.value(
                "every lane answers " + expected,
                Await.SOON,
                () -> aroundTheLanes(credential),
                answers -> answers.stream().allMatch(answer -> answer.startsWith(expected)));
    }

    /** New connections go round the lanes. */
    private List<String> aroundTheLanes(String credential) {
        List<String> answers = new ArrayList<>();
        for (int lane = 0; lane < config.lanes(); lane++) {
            try (RawClient fresh = raw()) {
                fresh.send(
                        "GET /v1/models/none HTTP/1.1\r\nhost: x\r\nauthorization: Bearer " + credential + "\r\n\r\n");
                answers.add(fresh.readAnswer());
            }
        }
        return answers;
    }

    /** The ledger's rows of a request, as soon as there are as many as expected. */
    public List<UsageRow> rows(String requestId, int expected) {
        return rows("request_id = $1", requestId, expected);
    }

    public List<UsageRow> rowsOf(TestTenant tenant, int expected) {
        return rows("slug = $1", tenant.slug(), expected);
    }

    /** The only row of a request. */
    public UsageRow row(String requestId) {
        return rows(requestId, 1).getFirst();
    }

    private List<UsageRow> rows(String where, String value, int expected) {
        return Await.value(
                expected + " rows where " + where + " " + value,
                Await.SOON,
                () -> query(where, value),
                rows -> rows.size() >= expected);
    }

    public List<UsageRow> query(String where, String value) {
        List<UsageRow> rows = new ArrayList<>();
        TestTenants.now(postgres.pool()
                        .preparedQuery(UsageRow.QUERY.formatted(where))
                        .execute(Tuple.of(value)))
                .forEach(row -> rows.add(UsageRow.of(row)));
        return rows;
    }

    /** How many rows a tenant has right now. */
    public long countRows(TestTenant tenant) {
        return TestTenants.now(postgres.pool()
                        .preparedQuery("select count(*) from usage_event where tenant_id = $1")
                        .execute(Tuple.of(tenant.id())))
                .iterator()
                .next()
                .getLong(0);
    }

    /** The access log so far. */
    public String accessLog() {
        return access.text();
    }

    /** The line of a request, as soon as it is there. */
    public String accessLine(String requestId) {
        return Await.value(
                        "access line of " + requestId,
                        Await.SOON,
                        () -> accessLog()
                                .lines()
                                .filter(line -> line.contains("\"" + requestId + "\""))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** A second gateway on the same stores and upstream, for a test that stops it. */
    public RunningGateway another() {
        RunningGateway other = RunningGateway.start(config);
        others.add(other);
        return other;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    void stop() throws IOException, TimeoutException {
        for (RunningGateway other : others) {
            other.close();
        }
        gateway.stop().await(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
        upstream.close();
        nobodyListens.close();
        remove(journal);
        if (ownRedis) {
            redis.close();
        }
    }
}
