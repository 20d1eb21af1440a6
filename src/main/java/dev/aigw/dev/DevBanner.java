package dev.aigw.dev;

import java.nio.file.Path;
import java.util.List;

/**
 * What a development gateway prints when it serves: everything needed for the first call.
 *
 * @param connectCode what a WordPress takes to reach it
 * @param simulated providers that have no key and are played by the simulator
 * @param envFile where keys may be written
 */
public record DevBanner(
        String url,
        String managementUrl,
        String tenant,
        String token,
        String connectCode,
        List<String> simulated,
        Path envFile,
        Path data) {

    public DevBanner {
        simulated = List.copyOf(simulated);
    }

    public String text() {
        return """

                aigw serves on %s

                  tenant      %s
                  token       %s
                  management  %s   (/healthz /readyz /metrics)
                  data        %s   (kept; delete it to begin anew)

                Connect a WordPress on this machine: paste this into Settings > AI Gateway of the plugin aigw

                %s

                Ask something:

                %s

                The same as a stream:

                %s

                %s
                Ctrl-C ends everything.
                """.formatted(
                        url,
                        tenant,
                        token,
                        managementUrl,
                        data,
                        connectCode,
                        curl("-s", false),
                        curl("-sN", true),
                        providers());
    }

    /** One line: it must survive being pasted. */
    private String curl(String options, boolean stream) {
        return "curl " + options + " " + url + "/api/v1/chat -H 'Authorization: Bearer " + token
                + "' -H 'Content-Type: application/json' -d '{\"provider\":\"openai\",\"model\":\"gpt-4o-mini\","
                + (stream ? "\"stream\":true," : "")
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Say hello to WordPress.\"}]}'";
    }

    private String providers() {
        if (simulated.isEmpty()) {
            return "Every provider has a key.\n";
        }
        return """
                Without a key, and played by the simulator (answers carry x-aigw-simulated: true): %s.
                For the real ones put OPENAI_API_KEY=... or ANTHROPIC_API_KEY=... into %s, or into the environment, and start again.
                """.formatted(String.join(", ", simulated), envFile);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "DevBanner[url=" + url + ", tenant=" + tenant + "]";
    }
}
