package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.dialect.TokenUsage;
import dev.aigw.usage.UsageQuery;
import dev.aigw.usage.UsageQuery.By;
import dev.aigw.usage.UsageTotal;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsageSheetTest {
    private static final UsageQuery QUERY = new UsageQuery(
            Instant.parse("2026-11-01T00:00:00Z"),
            Instant.parse("2026-12-01T00:00:00Z"),
            Optional.empty(),
            List.of(By.TENANT, By.FEATURE));
    private static final UsageTotal SHOP = total(List.of("shop", "search"), 1_000, 500_000_000);
    private static final UsageTotal BLOG = total(List.of("blog", ""), 20, 7);

    @Test
    void addsUpWhatItShows() {
        UsageSheet sheet = new UsageSheet(QUERY, List.of(SHOP, BLOG));

        assertThat(sheet.text()).isEqualTo("""
                TENANT  FEATURE  REQUESTS  ATTEMPTS  FAILED  INPUT  CACHED  OUTPUT  COST USD  UNPRICED
                shop    search      1,000     1,001       1    100      40      20  0.500000         3
                blog                   20        21       1    100      40      20  0.000000         3
                TOTAL               1,020     1,022       2    200      80      40  0.500000         6
                """);
    }

    @Test
    void keepsEveryNanoDollarForPrograms() {
        JsonObject json = new UsageSheet(QUERY, List.of(SHOP, BLOG)).json();

        assertThat(json.getJsonArray("rows").getJsonObject(1).getString("tenant"))
                .isEqualTo("blog");
        assertThat(json.getJsonObject("total").getValue("cost_usd")).hasToString("0.500000007");
    }

    @Test
    void writesCsvThatASpreadsheetReadsAsText() {
        UsageTotal odd = total(List.of("=cmd()", "a \"b\", c"), 1, 0);

        String csv = new UsageSheet(QUERY, List.of(odd)).csv();

        assertThat(csv).isEqualTo("""
                tenant,feature,requests,attempts,failed,input_tokens,cached_tokens,output_tokens,cost_usd,unpriced
                '=cmd(),"a ""b"", c",1,2,1,100,40,20,0,3
                """);
    }

    @Test
    void saysThatNothingWasUsed() {
        assertThat(new UsageSheet(QUERY, List.of()).text()).startsWith("Nothing was used from 2026-11-01 00:00");
    }

    private static UsageTotal total(List<String> group, long requests, long costNanos) {
        return new UsageTotal(group, requests, requests + 1, 1, new TokenUsage(100, 40, 5, 20, 7), costNanos, 3);
    }
}
