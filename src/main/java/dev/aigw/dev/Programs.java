package dev.aigw.dev;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The programs of PostgreSQL and Redis, unpacked once per user from the jars that carry them.
 *
 * @param postgres the folder with {@code bin/postgres}
 * @param redis the program itself
 */
record Programs(Path postgres, Path redis) {

    /** Puts a resource's content into a folder. */
    private interface Unpacking {
        void into(Path folder, InputStream packed) throws IOException;
    }

    /**
     * Unpacks what is not there yet.
     *
     * @param own a folder for them where the user's cache does not do
     * @param another whether another user must reach them, who cannot enter that cache
     */
    static Programs unpacked(Path own, boolean another) {
        Platform platform = Platform.here();
        try {
            Path cache = another ? Files.createDirectories(own) : cache(own);
            Path postgres = unpacked(cache, "postgres", platform.postgres(), Programs::untar);
            Path redis = unpacked(
                    cache,
                    "redis",
                    platform.redis(),
                    (folder, program) -> Files.copy(program, folder.resolve("redis-server")));
            Path server = redis.resolve("redis-server");
            DataDirectory.restrict(server, "rwxr-xr-x");
            return new Programs(postgres, server);
        } catch (IOException e) {
            throw new DevFailure("The embedded PostgreSQL and Redis cannot be unpacked: " + e, e);
        }
    }

    private static Path cache(Path own) throws IOException {
        String configured = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path caches =
                configured.startsWith("/") ? Path.of(configured) : Path.of(System.getProperty("user.home"), ".cache");
        try {
            return Files.createDirectories(caches.resolve("aigw"));
        } catch (IOException e) {
            return Files.createDirectories(own);
        }
    }

    /** The folder's name holds the content's checksum: another version is another folder. */
    private static Path unpacked(Path cache, String name, String resource, Unpacking unpacking) throws IOException {
        URL url = Programs.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new DevFailure("The embedded servers are not part of this jar (" + resource
                    + " is missing). Start the development gateway with scripts/run, or run `serve` against your own"
                    + " PostgreSQL and Redis.");
        }
        URLConnection connection = url.openConnection();
        Path folder = cache.resolve(name + "-" + checksum(connection));
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Path draft = Files.createTempDirectory(cache, name + "-unpacking-");
        try {
            try (InputStream packed = new BufferedInputStream(connection.getInputStream(), 1 << 16)) {
                unpacking.into(draft, packed);
            }
            DataDirectory.restrict(draft, "rwxr-xr-x");
            publish(draft, folder);
        } finally {
            delete(draft);
        }
        return folder;
    }

    private static String checksum(URLConnection connection) throws IOException {
        return connection instanceof JarURLConnection jar
                ? Long.toHexString(jar.getJarEntry().getCrc())
                : Long.toHexString(connection.getContentLengthLong());
    }

    private static void publish(Path draft, Path folder) throws IOException {
        try {
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            // Somebody else was quicker with the same content.
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void untar(Path folder, InputStream packed) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new BufferedInputStream(new XZInputStream(packed), 1 << 16))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("an entry leads out of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    extract(tar, entry, target);
                }
            }
        }
    }

    private static void extract(InputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        if (entry.isLink()) {
            throw new IOException("a hard link in the archive: " + entry.getName());
        }
        Files.copy(tar, target);
        if ((entry.getMode() & 0100) != 0) {
            DataDirectory.restrict(target, "rwxr-xr-x");
        }
    }

    /** Removes a folder and all in it; one that is not there is fine. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
