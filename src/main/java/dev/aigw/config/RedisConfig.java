package dev.aigw.config;

import dev.aigw.config.ProviderConfig.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where Redis is, and in which shape.
 *
 * @param url one server, or several between commas: of a cluster some of its nodes, of Sentinel the sentinels
 * @param sentinelMaster what the sentinels call the servers they watch
 */
public record RedisConfig(Mode mode, Secret url, String sentinelMaster) {

    /** How the servers belong together. */
    public enum Mode {
        /** One server. */
        STANDALONE,
        /** Redis Cluster: each key is on one of several masters. */
        CLUSTER,
        /** One master at a time, named by sentinels. */
        SENTINEL
    }

    public static RedisConfig standalone(Secret url) {
        return new RedisConfig(Mode.STANDALONE, url, "");
    }

    /** The servers, each as a URL of its own. */
    public List<String> nodes() {
        return nodes(url.value());
    }

    /** Splits at the commas; what stands before the first host (scheme, user, password) holds for those that say nothing. */
    static List<String> nodes(String text) {
        List<String> nodes = new ArrayList<>();
        String before = "";
        for (String part : text.split(",", -1)) {
            if (part.contains("://")) {
                int host = Math.max(part.indexOf("://") + 3, part.lastIndexOf('@') + 1);
                before = part.substring(0, host);
                nodes.add(part);
            } else {
                nodes.add(before + part);
            }
        }
        // A number of a database is written once, at the end, and holds for all.
        String last = nodes.getLast();
        int path = last.indexOf('/', last.indexOf("://") + 3);
        String database = path < 0 ? "" : last.substring(path);
        return Stream.concat(
                        nodes.subList(0, nodes.size() - 1).stream()
                                .map(node -> node.indexOf('/', node.indexOf("://") + 3) < 0 ? node + database : node),
                        Stream.of(last))
                .toList();
    }
}
