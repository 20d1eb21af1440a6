package dev.aigw.dev;

import java.io.IOException;
import java.nio.file.Path;

/** A process that holds embedded stores until it is killed; prints one line when they serve. */
final class StoresInChild {
    private StoresInChild() {}

    public static void main(String[] args) throws IOException {
        EmbeddedStores stores = EmbeddedStores.start(Path.of(args[0]));
        System.out.println(stores.postgresUrl() + " " + stores.redisUrl());
        System.out.flush();
        System.in.read();
        stores.close();
    }

    static Process start(Path directory) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoresInChild.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
