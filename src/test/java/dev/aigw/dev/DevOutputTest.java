package dev.aigw.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevOutputTest {
    @TempDir
    Path directory;

    @Test
    void theBannerHasOnePastableLineForEachWayToAsk() {
        String text = banner(List.of("openai", "anthropic")).text();

        List<String> lines =
                text.lines().filter(line -> line.startsWith("curl ")).toList();

        assertThat(lines).hasSize(2).allSatisfy(line -> {
            assertThat(line).contains("http://127.0.0.1:8080/api/v1/chat", "Bearer the-token");
            assertThat(new JsonObject(line.substring(line.indexOf("-d '") + 4, line.length() - 1)))
                    .contains(Map.entry("provider", "openai"));
        });
        assertThat(lines.get(1)).contains("-sN", "\"stream\":true");
    }

    @Test
    void theBannerHasTheLineThatConnectsAWordPress() {
        assertThat(banner(List.of()).text().lines()).contains("aigw1_e30_00000000");
        assertThat(banner(List.of()).text()).contains("Settings > AI Gateway");
    }

    @Test
    void theBannerTellsWhatIsSimulatedAndHowToChangeThat() {
        assertThat(banner(List.of("openai")).text()).contains("simulator", "OPENAI_API_KEY", "/srv/aigw.env");
        assertThat(banner(List.of()).text()).doesNotContain("simulator");
    }

    @Test
    void theReadyFileIsOneJsonObject() throws Exception {
        Path file = directory.resolve("new/ready.json");

        new ReadyFile("http://a", "http://b", "demo", "the-token", "aigw1_x", 7).write(file);

        assertThat(new JsonObject(Files.readString(file)).getMap())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "url",
                        "http://a",
                        "management_url",
                        "http://b",
                        "tenant",
                        "demo",
                        "token",
                        "the-token",
                        "connect_code",
                        "aigw1_x",
                        "pid",
                        7));
    }

    @Test
    void aTakenPortIsNamedWithTheWayOut() {
        Throwable failure = new IllegalStateException(new BindException("Address already in use"));

        assertThat(PortTaken.explain(failure, "127.0.0.1", 8080, "--port"))
                .hasValueSatisfying(text -> assertThat(text).contains("Port 8080", "--port N"));
        assertThat(PortTaken.explain(
                        new IOException("bind(..) failed with error(-98): Address already in use"), "h", 1, "--port"))
                .isPresent();
        assertThat(PortTaken.explain(
                        new IOException("bind(..) failed with error(-13): Permission denied"), "h", 1, "-p"))
                .hasValueSatisfying(text -> assertThat(text).contains("Cannot listen on h:1"));
        assertThat(PortTaken.explain(new IllegalStateException(), "127.0.0.1", 8080, "--port"))
                .isEmpty();
    }

    @Test
    void aMachineWithoutEmbeddedServersIsToldWhatToDo() {
        assertThat(Platform.of("Linux", "amd64").postgres()).contains("linux");

        assertThatExceptionOfType(DevFailure.class)
                .isThrownBy(() -> Platform.of("Plan 9", "sparc"))
                .withMessageContaining("AIGW_POSTGRES_URL");
    }

    private static DevBanner banner(List<String> simulated) {
        return new DevBanner(
                "http://127.0.0.1:8080",
                "http://127.0.0.1:9090",
                "demo",
                "the-token",
                "aigw1_e30_00000000",
                simulated,
                Path.of("/srv/aigw.env"),
                Path.of("data"));
    }
}
