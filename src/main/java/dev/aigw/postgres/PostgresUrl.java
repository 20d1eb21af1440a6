package dev.aigw.postgres;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code postgresql://user:password@host:port/database?sslmode=...} the way libpq does. No message of it repeats the
 * URL, because there is a password in it.
 */
final class PostgresUrl {
    private static final Pattern SHAPE = Pattern.compile("postgres(?:ql)?://"
            + "(?:(?<user>[^:@/?]*)(?::(?<password>[^/?]*))?@)?"
            + "(?<host>\\[[0-9a-fA-F:.]+]|[^:@/?]+)(?::(?<port>[0-9]{1,5}))?"
            + "(?:/(?<database>[^/?]*))?(?:\\?(?<query>.*))?");
    /** What libpq or a pooler knows and makes no difference here; cloud consoles put them into the URLs they show. */
    private static final Set<String> IGNORED =
            Set.of("connect_timeout", "channel_binding", "gssencmode", "target_session_attrs");

    private final PgConnectOptions options = new PgConnectOptions();
    private String sslMode = "prefer";
    private @Nullable String rootCertificate;

    private PostgresUrl() {}

    static PgConnectOptions parse(String url) {
        Matcher parts = SHAPE.matcher(url.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "the Postgres URL cannot be read; it looks like "
                            + "postgresql://user:password@host:5432/database, with special characters of the password percent-encoded");
        }
        return new PostgresUrl().read(parts);
    }

    private PgConnectOptions read(Matcher parts) {
        String user = part(parts, "user", "postgres");
        String host = part(parts, "host", "localhost");
        options.setUser(user)
                .setPassword(part(parts, "password", ""))
                .setHost(host.startsWith("[") ? host.substring(1, host.length() - 1) : host)
                .setPort(port(part(parts, "port", "5432")))
                .setDatabase(part(parts, "database", user))
                .addProperty("application_name", "aigw");
        String query = parts.group("query");
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                parameter(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return encrypt();
    }

    private void parameter(String name, String value) {
        switch (name) {
            case "sslmode" -> sslMode = value;
            case "sslrootcert" -> rootCertificate = value;
            case "application_name", "search_path", "options" -> options.addProperty(name, value);
            default -> {
                if (!name.isEmpty() && !IGNORED.contains(name)) {
                    throw new IllegalArgumentException("the Postgres URL has the parameter '" + name
                            + "'; known are sslmode, sslrootcert, application_name, search_path and options");
                }
            }
        }
    }

    private PgConnectOptions encrypt() {
        SslMode mode = switch (sslMode) {
            case "disable" -> SslMode.DISABLE;
            case "allow" -> SslMode.ALLOW;
            case "prefer" -> SslMode.PREFER;
            case "require" -> SslMode.REQUIRE;
            case "verify-ca" -> SslMode.VERIFY_CA;
            case "verify-full" -> SslMode.VERIFY_FULL;
            default ->
                throw new IllegalArgumentException("the Postgres URL has an unknown sslmode; "
                        + "known are disable, allow, prefer, require, verify-ca and verify-full");
        };
        boolean verified = mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
        ClientSSLOptions ssl =
                new ClientSSLOptions().setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
        if (verified) {
            ssl.setTrustOptions(trust());
        } else {
            ssl.setTrustAll(true);
        }
        return options.setSslMode(mode).setSslOptions(ssl);
    }

    private TrustOptions trust() {
        if (rootCertificate != null && !rootCertificate.equals("system")) {
            return new PemTrustOptions().addCertPath(rootCertificate);
        }
        try {
            TrustManagerFactory system = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            system.init((KeyStore) null);
            return TrustOptions.wrap(system.getTrustManagers()[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no certificates of its own; name one with sslrootcert", e);
        }
    }

    private static int port(String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the Postgres URL has the port " + port + "; it is 1 to 65535");
        }
        return port;
    }

    private static String part(Matcher parts, String name, String otherwise) {
        String value = parts.group(name);
        return value == null || value.isEmpty() ? otherwise : decode(value);
    }

    private static String decode(String text) {
        try {
            // A plus sign is itself in a URL's user info and path; only forms read it as a space.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the Postgres URL has a % that is not followed by two hex digits");
        }
    }
}
