package dev.aigw.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * The kept directory of a development gateway, held by one process at a time.
 *
 * <p>The lock is the operating system's, so it goes with the process however that ends; the pid in the file is only
 * for the message.
 */
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes the directory if it is not there, and takes it. */
    static DataDirectory take(Path wanted) {
        try {
            Path path = wanted.toAbsolutePath().normalize();
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
                restrict(path, "rwx------");
            }
            // The servers' command lines are compared with it later, so it must not depend on how it was spelled.
            path = path.toRealPath();
            return new DataDirectory(path, lock(path));
        } catch (IOException e) {
            throw new DevFailure(
                    "The data directory " + wanted + " cannot be used: " + e + ". Choose another with --data DIR.", e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        Path file = path.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            String owner = Files.readString(file).strip();
            channel.close();
            throw new DevFailure("The data directory " + path + " is in use by a running gateway (pid " + owner
                    + "). Stop that one, or choose another directory with --data DIR.");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** The key of this name: 32 random bytes in Base64, made once and kept for the owner's eyes. */
    String key(String name) {
        return secret(name, Base64.getEncoder()::encodeToString);
    }

    /** A kept password of characters that mean nothing in a URL or a configuration file. */
    String password(String name) {
        return secret(name, HexFormat.of()::formatHex);
    }

    private String secret(String name, Function<byte[], String> spelling) {
        Path file = path.resolve(name);
        try {
            if (!Files.exists(file)) {
                byte[] bytes = new byte[32];
                new SecureRandom().nextBytes(bytes);
                writePrivately(file, spelling.apply(bytes) + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file that only its owner may read; whoever looks sees the old one or the new one, never half. */
    static void writePrivately(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
        try {
            restrict(draft, "rw-------");
            Files.writeString(draft, text);
            try {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    static void restrict(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
