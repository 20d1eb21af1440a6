package dev.aigw.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a command ends with; every number is one that scripts can rely on. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNAVAILABLE = 69;
    static final int CONFIGURATION = 78;

    private ExitCode() {}

    /** For the help pages, in order. */
    static Map<String, String> explained() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put(" 0", "done");
        codes.put(" 1", "not done: there is no such thing, it is taken, a check failed");
        codes.put(" 2", "the command line is wrong, or a value in it cannot be");
        codes.put("69", "PostgreSQL or Redis cannot be reached");
        codes.put("78", "the configuration is wrong");
        return codes;
    }
}
