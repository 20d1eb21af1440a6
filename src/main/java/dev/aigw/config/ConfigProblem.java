package dev.aigw.config;

/**
 * One thing that is wrong with the configuration. It never holds a credential.
 *
 * @param path the setting, such as {@code http.port}, or the file when a whole file is meant
 * @param what is wrong
 * @param allowed what would be right; empty when that goes without saying
 * @param where it was found; empty when it was found nowhere
 */
public record ConfigProblem(String path, String what, String allowed, String where) {

    @Override
    public String toString() {
        return path + ": " + what + (allowed.isEmpty() ? "" : "; allowed: " + allowed)
                + (where.isEmpty() ? "" : " (" + where + ")");
    }
}
