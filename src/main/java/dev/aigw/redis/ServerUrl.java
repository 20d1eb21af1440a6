package dev.aigw.redis;

import java.net.URI;

/** Turns the URL of one server into that of another one with the same scheme, user and password. */
final class ServerUrl {
    private ServerUrl() {}

    static String at(String like, String host, int port) {
        URI uri = URI.create(like);
        return base(uri) + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + uri.getRawPath()
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    static String withoutDatabase(String url) {
        URI uri = URI.create(url);
        return base(uri) + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /** Of an IPv6 address what stands within the brackets. */
    static String host(String url) {
        String host = URI.create(url).getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String base(URI uri) {
        return uri.getScheme() + "://" + (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@");
    }
}
