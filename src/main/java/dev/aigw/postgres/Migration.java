package dev.aigw.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One SQL file that takes the schema a step further.
 *
 * @param version its place in the order, from the file's name
 * @param name the file's name
 * @param checksum SHA-256 of the text, so that a file edited after it ran is noticed
 */
record Migration(int version, String name, String sql, String checksum) {
    private static final Pattern NAME = Pattern.compile("V([0-9]+)__[a-z0-9_]+\\.sql");

    static Migration of(String name, String sql) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("migration " + name + " is not named V<number>__<what_it_does>.sql");
        }
        // A checkout with other line ends is still the same migration.
        String text = sql.replace("\r\n", "\n");
        return new Migration(Integer.parseInt(parts.group(1)), name, text, sha256(text));
    }

    /** Those a list on the class path names, in its order; a jar cannot be asked for the files of a folder. */
    static List<Migration> listed(String folder) {
        return read(folder + "/migrations.txt")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(name -> of(name, read(folder + "/" + name)))
                .toList();
    }

    private static String read(String resource) {
        try (InputStream in = Migration.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
