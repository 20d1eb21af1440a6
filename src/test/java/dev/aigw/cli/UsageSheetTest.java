package dev.aigw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aigw.dialect.TokenUsage;
import dev.aigw.usage.UsageQuery;
import dev.aigw.usage.UsageQuery.By;
import dev.aigw.usage.UsageTotal;
import dev.aigw.usage.UsageTotals;
import dev.aigw.usage.UsageTotals.Source;
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
        UsageSheet sheet = sheet(Source.DAYS, SHOP, BLOG);

        assertThat(sheet.text()).isEqualTo("""
                TENANT  FEATURE  REQUESTS  ATTEMPTS  FAILED  INPUT  CACHED  OUTPUT  COST USD  LIST USD  ESTIMATED  UNPRICED
                shop    search      1,000     1,001       1    100      40      20  0.500000  1.000000          2         3
                blog                   20        21       1    100      40      20  0.000000  0.000000          2         3
                TOTAL               1,020     1,022       2    200      80      40  0.500000  1.000000          4         6
                """);
    }

    @Test
    void keepsEveryNanoDollarForPrograms() {
        JsonObject json = sheet(Source.DAYS, SHOP, BLOG).json();

        assertThat(json.getJsonArray("rows").getJsonObject(1).getString("tenant"))
                .isEqualTo("blog");
        assertThat(json.getJsonObject("total").getValue("cost_usd")).hasToString("0.500000007");
    }

    @Test
    void writesCsvThatASpreadsheetReadsAsText() {
        UsageTotal odd = total(List.of("=cmd()", "a \"b\", c"), 1, 0);

        String csv = sheet(Source.DAYS, odd).csv();

        assertThat(csv).isEqualTo("""
                tenant,feature,requests,attempts,failed,input_tokens,cached_tokens,output_tokens,cost_usd,list_cost_usd,estimated,unpriced
                '=cmd(),"a ""b"", c",1,2,1,100,40,20,0,0,2,3
                """);
    }

    @Test
    void saysThatNothingWasUsed() {
        assertThat(sheet(Source.DAYS).text()).startsWith("Nothing was used from 2026-11-01 00:00");
    }

    @Test
    void saysWhatItIsMadeOf() {
        assertThat(sheet(Source.DAYS, SHOP).json().getString("source")).isEqualTo("days");
        assertThat(sheet(Source.ROWS, SHOP).json().getString("source")).isEqualTo("rows");
        assertThat(sheet(Source.ROUNDED_DAYS, SHOP).json().getString("source")).isEqualTo("rounded_days");
        assertThat(sheet(Source.ROUNDED_DAYS, SHOP).text())
                .endsWith("these are whole days, from 2026-11-01 00:00 to 2026-12-01 00:00 UTC.\n");
    }

    private static UsageSheet sheet(Source source, UsageTotal... totals) {
        return new UsageSheet(QUERY, new UsageTotals(source, QUERY.from(), QUERY.to(), List.of(totals)));
    }

    private static UsageTotal total(List<String> group, long requests, long costNanos) {
        return new UsageTotal(
                group, requests, requests + 1, 1, new TokenUsage(100, 40, 5, 20, 7), costNanos, 2 * costNanos, 2, 3);
    }
}
