package dev.aigw.usage.journal;

import java.nio.file.Path;

/** The journal's directory cannot be made, locked or written, so that no usage could be kept. */
public final class JournalUnusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    JournalUnusable(Path directory, Throwable cause) {
        super(
                "usage.journal.dir " + directory.toAbsolutePath() + " cannot be used: " + cause
                        + ". It must be a directory that this process may write to, on a disk with room.",
                cause);
    }
}
