package dev.aigw.cli;

import dev.aigw.redis.LuaScript;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at Redis: there, new enough, able to run our script, and set up so that limits and budgets are not forgotten. */
final class RedisExamination {
    private static final String SUBJECT = "redis";
    private static final int OLDEST = 6;
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final StoreProbe probe;

    RedisExamination(StoreProbe probe) {
        this.probe = probe;
    }

    List<Finding> findings() {
        Optional<String> trouble = probe.redisTrouble();
        if (trouble.isPresent()) {
            return List.of(Finding.fail(SUBJECT, trouble.get(), "Check AIGW_REDIS_URL, and that Redis runs."));
        }
        List<Finding> findings = new ArrayList<>();
        try {
            String info = ask(Request.cmd(Command.INFO));
            findings.add(version(info));
            shape(info).ifPresent(findings::add);
            ask(Request.cmd(Command.SCRIPT)
                    .arg("LOAD")
                    .arg(LuaScript.named("admit_v2").source()));
            ask(Request.cmd(Command.EVAL).arg("return redis.call('time')[1]").arg(0));
            findings.add(Finding.ok("redis scripts", "run"));
            findings.add(memory(info));
            findings.add(persistence(info));
        } catch (Exception e) {
            findings.add(Finding.fail(
                    SUBJECT,
                    probe.redisReason(e),
                    "The limits need INFO, SCRIPT LOAD, EVAL, EVALSHA, MULTI, EXEC, ROLE and SUBSCRIBE, of a cluster"
                            + " CLUSTER too: allow them to this user."));
        }
        return findings;
    }

    private String ask(Request request) throws Exception {
        return Lifetime.await(probe.redis(request), ANSWER);
    }

    private static Finding version(String info) {
        String version = value(info, "redis_version").orElse("of unknown version");
        boolean old =
                version.matches("[0-9]+\\..*") && Integer.parseInt(version.substring(0, version.indexOf('.'))) < OLDEST;
        String words = "Redis " + version + " answers";
        return old
                ? Finding.fail(SUBJECT, words, "It is too old: upgrade to " + OLDEST + ".2 or newer.")
                : Finding.ok(SUBJECT, words);
    }

    private Optional<Finding> shape(String info) throws Exception {
        return switch (probe.redisMode()) {
            case STANDALONE ->
                value(info, "cluster_enabled").orElse("0").equals("1")
                        ? Optional.of(
                                Finding.fail(SUBJECT, "it is a node of a cluster", "Set stores.redis-mode to cluster."))
                        : Optional.empty();
            case SENTINEL ->
                Optional.of(
                        value(info, "connected_slaves").orElse("0").equals("0")
                                ? Finding.warn(
                                        "redis sentinel",
                                        "the master has no replica",
                                        "Nothing can take its place: start a replica.")
                                : Finding.ok("redis sentinel", "the master has replicas"));
            case CLUSTER -> {
                String cluster = ask(Request.cmd(Command.CLUSTER).arg("INFO"));
                boolean whole = value(cluster, "cluster_slots_ok").orElse("0").equals("16384");
                yield Optional.of(
                        whole
                                ? Finding.ok(
                                        "redis cluster",
                                        value(cluster, "cluster_size").orElse("?") + " masters serve all slots")
                                : Finding.fail(
                                        "redis cluster",
                                        "not all slots are served",
                                        "Tenants on the others are without limits: look at CLUSTER NODES."));
            }
        };
    }

    private static Finding memory(String info) {
        String policy = value(info, "maxmemory_policy").orElse("unknown");
        boolean bounded = !value(info, "maxmemory").orElse("0").equals("0");
        return bounded && !policy.equals("noeviction")
                ? Finding.warn(
                        "redis memory",
                        "maxmemory-policy is " + policy,
                        "When memory is short, limits would be forgotten: set maxmemory-policy noeviction.")
                : Finding.ok("redis memory", bounded ? "bounded, noeviction" : "not bounded");
    }

    private static Finding persistence(String info) {
        boolean log = value(info, "aof_enabled").orElse("0").equals("1");
        return log
                ? Finding.ok("redis persistence", "append-only file")
                : Finding.warn(
                        "redis persistence",
                        "there is no append-only file",
                        "After a crash of Redis, day limits count from its last snapshot: set appendonly yes.");
    }

    private static Optional<String> value(String info, String key) {
        Matcher match = Pattern.compile("(?m)^" + key + ":([^\r\n]*)").matcher(info);
        return match.find() ? Optional.of(match.group(1)) : Optional.empty();
    }
}
