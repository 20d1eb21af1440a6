package dev.aigw.tenant;

/**
 * Limits within a tenant's own: for each user, feature, calling plugin or role, or for one of them by name.
 *
 * @param by what is told apart
 * @param name the one it holds for; {@link #EACH} for each that has none of its own
 */
public record SubLimit(By by, String name, Limits limits) {
    public static final String EACH = "*";

    /** What a site tells apart among its calls. */
    public enum By {
        USER,
        FEATURE,
        /** The plugin that calls. */
        CALLER,
        ROLE;

        /** As the database and the command line write it. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
