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
 */
final class Unprivileged {
    private static final int NOBODY = 65_534;
    private static final List<String> NAMESPACE = List.of("unshare", "-U");
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    private Unprivileged() {}

    /** What to put before a command that works on this folder; nothing for most people. */
    static List<String> prefix(Path folder) {
        if (!isRoot(folder)) {
            return List.of();
        }
        if (works(folder, NAMESPACE, List.of("true"))) {
            return NAMESPACE;
        }
        if (works(folder, AS_NOBODY, List.of("test", "-x", folder.toString()))) {
            return AS_NOBODY;
        }
        throw new DevFailure(
                "PostgreSQL does not run as root, `unshare -U` is not allowed here, and the user nobody may"
                        + " not enter " + folder
                        + ". Start as another user, or name a directory that all may enter, for"
                        + " example --data /var/tmp/aigw (chmod 755).");
    }

    /** Makes a new folder the property of whoever will write it. */
    static void give(Path folder, List<String> prefix) throws IOException {
        if (prefix.equals(AS_NOBODY)) {
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
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean works(Path folder, List<String> prefix, List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return Command.run(folder, whole).ok();
    }
}
