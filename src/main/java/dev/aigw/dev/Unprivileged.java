package dev.aigw.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How PostgreSQL, which refuses to run as root, is run when we are root.
 *
 * <p>In a user namespace of its own it believes to be nobody, and needs no other user's rights on the files. Where
 * namespaces are forbidden (many containers) it really runs as nobody, whom the folders then must let in.
 *
 * @param prefix what to put before a command
 * @param another whether it really is another user, who cannot enter our home
 */
record Unprivileged(List<String> prefix, boolean another) {
    private static final int NOBODY = 65_534;

    Unprivileged {
        prefix = List.copyOf(prefix);
    }

    static Unprivileged on(DataDirectory data) {
        Path folder = data.path();
        if (!isRoot(folder)) {
            return new Unprivileged(List.of(), false);
        }
        Unprivileged namespace = new Unprivileged(List.of("unshare", "-U"), false);
        if (namespace.can(folder, List.of("true"))) {
            return namespace;
        }
        Unprivileged nobody =
                new Unprivileged(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), true);
        letThrough(folder);
        if (nobody.can(folder, List.of("test", "-x", folder.toString()))) {
            return nobody;
        }
        throw new DevFailure(
                "PostgreSQL does not run as root, `unshare -U` is not allowed here, and the user nobody may"
                        + " not enter " + folder
                        + ". Start as another user, or name a directory that all may reach, for"
                        + " example --data /var/tmp/aigw.");
    }

    /** Makes a new folder the property of whoever will write it. */
    void give(Path folder) throws IOException {
        if (another) {
            Files.setAttribute(folder, "unix:uid", NOBODY);
        }
    }

    private static boolean isRoot(Path folder) {
        try {
            Path probe = Files.createTempFile(folder, ".owner", ".tmp");
            try {
                return Integer.valueOf(0).equals(Files.getAttribute(probe, "unix:uid"));
            } finally {
                Files.delete(probe);
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Others may pass, not look around; what is secret in there is so by its own rights. */
    private static void letThrough(Path folder) {
        try {
            DataDirectory.restrict(folder, "rwx--x--x");
        } catch (IOException e) {
            // Then nobody is refused, and that is told.
        }
    }

    private boolean can(Path folder, List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return Command.run(folder, whole).ok();
    }
}
