package dev.aigw.redis;

/** Scripts for tests. */
final class Scripts {
    /** Counts calls; sha made by Redis's own rule. */
    static final LuaScript COUNT = script("count", "return {redis.call('INCR', KEYS[1])}");

    private Scripts() {}

    static LuaScript script(String name, String source) {
        return LuaScript.of(name, source);
    }
}
