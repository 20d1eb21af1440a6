package dev.aigw.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.config.ConfigLoader;
import dev.aigw.config.ConfigLoader.Mode;
import dev.aigw.config.ConfigSource;
import dev.aigw.config.GatewayConfig;
import dev.aigw.config.Sources;
import dev.aigw.dialect.TokenUsage;
import dev.aigw.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceWatchTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OPENAI_API_KEY", "sk-1",
            "AIGW_POSTGRES_URL", "postgresql://db/aigw",
            "AIGW_REDIS_URL", "redis://cache",
            "AIGW_MASTER_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    private static final String HEAD = "provider,model,input,output\n";

    @TempDir
    private Path dir;

    private final CapturedLog log = CapturedLog.ofThisJvm();
    private long clock = 1_000;

    @BeforeEach
    void forgetTheLog() {
        log.clear();
    }

    @Test
    void takesNewPricesOfTheConfigurationFile() throws IOException {
        yaml("routing: {prices: {gpt-4o: {input: 1, output: 1}}}");
        PriceWatch watch = watch();
        Candidate before = candidate(watch);

        yaml("routing: {prices: {gpt-4o: {input: 7, output: 7}}}");
        watch.look();

        assertThat(cost(candidate(watch))).hasValue(7_000);
        assertThat(cost(before)).hasValue(1_000);
    }

    @Test
    void takesNewRowsOfTheModelsFileAndAnotherFileThatIsNamed() throws IOException {
        Path one = table("one.csv", HEAD + "openai,gpt-4o,1,1\n");
        Path other = table("other.csv", HEAD + "openai,gpt-4o,2,2\n");
        yaml("routing: {models-file: " + one + "}");
        PriceWatch watch = watch();

        table("one.csv", HEAD + "openai,gpt-4o,3,3\n");
        watch.look();
        OptionalLong changed = cost(candidate(watch));
        yaml("routing: {models-file: " + other + "}");
        watch.look();
        OptionalLong named = cost(candidate(watch));
        table("other.csv", HEAD + "openai,gpt-4o,4,4\n");
        watch.look();

        assertThat(changed).hasValue(3_000);
        assertThat(named).hasValue(2_000);
        assertThat(cost(candidate(watch))).hasValue(4_000);
    }

    @Test
    void keepsTheOldPricesAndTellsEveryWrongLineOnce() throws IOException {
        Path one = table("one.csv", HEAD + "openai,gpt-4o,1,1\n");
        yaml("routing: {models-file: " + one + "}");
        PriceWatch watch = watch();

        table("one.csv", HEAD + "openai,gpt-4o,-1,1\nopenai,gpt-4o-mini,1\nopenai,o1,9,9\n");
        watch.look();
        watch.look();

        assertThat(cost(candidate(watch))).hasValue(1_000);
        assertThat(log.text().lines().filter(line -> line.startsWith("WARN"))).hasSize(1);
        assertThat(log.text()).contains("one.csv", "line 2: input", "line 3: has 3 cells, not 4");
    }

    @Test
    void keepsTheOldPricesWhileTheConfigurationIsWrongOrAFileIsGone() throws IOException {
        Path one = table("one.csv", HEAD + "openai,gpt-4o,1,1\n");
        yaml("routing: {models-file: " + one + "}");
        PriceWatch watch = watch();

        yaml("routing: {prices: {gpt-4o: {inptu: 5, output: 5}}, models-file: " + one + "}");
        watch.look();
        String wrongKey = log.text();
        yaml("routing: {models-file: " + one + "}");
        Files.delete(one);
        watch.look();
        OptionalLong gone = cost(candidate(watch));
        table("one.csv", HEAD + "openai,gpt-4o,6,6\n");
        watch.look();

        assertThat(wrongKey).contains("routing.prices.gpt-4o.inptu: is not a price; did you mean input?");
        assertThat(gone).hasValue(1_000);
        assertThat(log.text()).contains("routing.models-file: names a file that cannot be read");
        assertThat(cost(candidate(watch))).hasValue(6_000);
    }

    @Test
    void noticesThatATableNamedInVainWasMended() throws IOException {
        yaml("lanes: 1");
        PriceWatch watch = watch();
        Path wrong = table("wrong.csv", "nonsense\n");
        yaml("routing: {models-file: " + wrong + "}");
        watch.look();

        table("wrong.csv", HEAD + "openai,gpt-4o,8,8\n");
        watch.look();

        assertThat(cost(candidate(watch))).hasValue(8_000);
    }

    @Test
    void changesNothingButPrices() throws IOException {
        yaml("routing: {aliases: {quick: openai/gpt-4o}}");
        PriceWatch watch = watch();

        yaml("routing: {aliases: {fast: openai/gpt-4o}, prices: {gpt-4o: {input: 7, output: 7}}}");
        watch.look();

        Wanted old = Wanted.of(Optional.empty(), Optional.of("quick"));
        assertThat(cost(first(watch, old))).hasValue(7_000);
    }

    @Test
    void exchangesNothingWhileNothingChanges() throws IOException {
        yaml("lanes: 1");
        PriceWatch watch = watch();
        Router before = watch.routers().current();

        watch.look();

        assertThat(watch.routers().current()).isSameAs(before);
        assertThat(log.text()).doesNotContain("prices");
    }

    private PriceWatch watch() {
        Sources sources = new Sources(Optional.of(dir.resolve("aigw.yaml")), Optional.empty(), ENVIRONMENT, Map.of());
        GatewayConfig config = ConfigLoader.load(Mode.SERVE, sources).config();
        return new PriceWatch(config.routing(), config.providers(), Optional.of(new ConfigSource(Mode.SERVE, sources)));
    }

    private static Candidate candidate(PriceWatch watch) {
        return first(watch, Wanted.of(Optional.of("openai"), Optional.of("gpt-4o")));
    }

    private static Candidate first(PriceWatch watch, Wanted wanted) {
        return ((Candidates.Found) watch.routers().current().candidates(wanted, List.of())).first();
    }

    private static OptionalLong cost(Candidate candidate) {
        return candidate.model().costNanos(new TokenUsage(1, 0, 0, 0, 0));
    }

    private void yaml(String text) throws IOException {
        table("aigw.yaml", text);
    }

    /** Each writing is later than all before it, however fast the test runs. */
    private Path table(String name, String text) throws IOException {
        Path file = Files.writeString(dir.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(clock += 1_000));
        return file;
    }
}
