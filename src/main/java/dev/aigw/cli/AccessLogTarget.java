package dev.aigw.cli;

import dev.aigw.http.AccessSink;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the access log goes, as the configuration's {@code log.access} says it: stdout, off, or a file that grows. */
final class AccessLogTarget {
    private AccessLogTarget() {}

    static AccessSink open(String target) {
        return new AccessSink(
                switch (target) {
                    case "stdout" -> Optional.of(System.out);
                    case "off" -> Optional.empty();
                    default -> Optional.of(file(Path.of(target)));
                });
    }

    private static OutputStream file(Path path) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return new FileOutputStream(path.toFile(), true);
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.CONFIGURATION, "The access log cannot be written (log.access): " + e.getMessage(), e);
        }
    }
}
