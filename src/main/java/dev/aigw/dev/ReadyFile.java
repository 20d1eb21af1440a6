package dev.aigw.dev;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a program that started the gateway waits for: written once it serves, and whole as soon as it is there.
 *
 * @param token for the demo tenant
 * @param connectCode what a site takes to be the demo tenant
 */
public record ReadyFile(String url, String managementUrl, String tenant, String token, String connectCode, long pid) {

    public void write(Path file) {
        String text = new JsonObject()
                .put("url", url)
                .put("management_url", managementUrl)
                .put("tenant", tenant)
                .put("token", token)
                .put("connect_code", connectCode)
                .put("pid", pid)
                .encode();
        try {
            Path whole = file.toAbsolutePath();
            Path folder = whole.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            DataDirectory.writePrivately(whole, text + "\n");
        } catch (IOException e) {
            throw new DevFailure("The ready file " + file + " cannot be written: " + e, e);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ReadyFile[url=" + url + ", tenant=" + tenant + "]";
    }
}
