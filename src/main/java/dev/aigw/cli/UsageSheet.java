package dev.aigw.cli;

import dev.aigw.dialect.TokenUsage;
import dev.aigw.usage.UsageQuery;
import dev.aigw.usage.UsageTotal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report of usage as commands show it: a row a group, and the sum of all. */
record UsageSheet(UsageQuery query, List<UsageTotal> totals) {
    private static final List<String> NUMBERS = List.of(
            "requests", "attempts", "failed", "input_tokens", "cached_tokens", "output_tokens", "cost_usd", "unpriced");

    UsageSheet {
        totals = List.copyOf(totals);
    }

    String text() {
        if (totals.isEmpty()) {
            return "Nothing was used from " + Shown.time(query.from()) + " to " + Shown.time(query.to()) + " UTC.\n";
        }
        TextTable table = new TextTable();
        query.by().forEach(by -> table.left(by.name()));
        table.right("REQUESTS")
                .right("ATTEMPTS")
                .right("FAILED")
                .right("INPUT")
                .right("CACHED")
                .right("OUTPUT")
                .right("COST USD")
                .right("UNPRICED");
        totals.forEach(total -> table.row(cells(total.group(), total)));
        if (!query.by().isEmpty()) {
            table.row(cells(sumHeading(), sum()));
        }
        return table.text();
    }

    String csv() {
        StringBuilder text = new StringBuilder();
        List<String> heading = new ArrayList<>();
        query.by().forEach(by -> heading.add(word(by)));
        heading.addAll(NUMBERS);
        text.append(String.join(",", heading)).append('\n');
        for (UsageTotal total : totals) {
            List<String> cells = new ArrayList<>();
            total.group().forEach(value -> cells.add(quoted(value)));
            JsonObject numbers = numbers(total);
            NUMBERS.forEach(name -> cells.add(
                    name.equals("cost_usd")
                            ? Shown.exact(total.costNanos()).toPlainString()
                            : String.valueOf(numbers.getValue(name))));
            text.append(String.join(",", cells)).append('\n');
        }
        return text.toString();
    }

    JsonObject json() {
        JsonArray rows = new JsonArray();
        for (UsageTotal total : totals) {
            JsonObject row = new JsonObject();
            for (int i = 0; i < query.by().size(); i++) {
                row.put(word(query.by().get(i)), total.group().get(i));
            }
            rows.add(row.mergeIn(numbers(total)));
        }
        return new JsonObject()
                .put("from", query.from().toString())
                .put("to", query.to().toString())
                .put("tenant", query.tenant().orElse(null))
                .put("rows", rows)
                .put("total", numbers(sum()));
    }

    private UsageTotal sum() {
        UsageTotal sum = new UsageTotal(List.of(), 0, 0, 0, new TokenUsage(0, 0, 0, 0, 0), 0, 0);
        for (UsageTotal total : totals) {
            sum = new UsageTotal(
                    List.of(),
                    sum.requests() + total.requests(),
                    sum.attempts() + total.attempts(),
                    sum.failed() + total.failed(),
                    new TokenUsage(
                            sum.tokens().input() + total.tokens().input(),
                            sum.tokens().cacheRead() + total.tokens().cacheRead(),
                            sum.tokens().cacheWrite() + total.tokens().cacheWrite(),
                            sum.tokens().output() + total.tokens().output(),
                            sum.tokens().reasoning() + total.tokens().reasoning()),
                    sum.costNanos() + total.costNanos(),
                    sum.unpriced() + total.unpriced());
        }
        return sum;
    }

    private List<String> sumHeading() {
        List<String> heading = new ArrayList<>(List.of("TOTAL"));
        while (heading.size() < query.by().size()) {
            heading.add("");
        }
        return heading;
    }

    private static List<String> cells(List<String> group, UsageTotal total) {
        List<String> cells = new ArrayList<>(group);
        cells.add(Shown.count(total.requests()));
        cells.add(Shown.count(total.attempts()));
        cells.add(Shown.count(total.failed()));
        cells.add(Shown.count(total.tokens().input()));
        cells.add(Shown.count(total.tokens().cacheRead()));
        cells.add(Shown.count(total.tokens().output()));
        cells.add(Shown.dollars(total.costNanos()));
        cells.add(Shown.count(total.unpriced()));
        return cells;
    }

    private static JsonObject numbers(UsageTotal total) {
        return new JsonObject()
                .put("requests", total.requests())
                .put("attempts", total.attempts())
                .put("failed", total.failed())
                .put("input_tokens", total.tokens().input())
                .put("cached_tokens", total.tokens().cacheRead())
                .put("output_tokens", total.tokens().output())
                .put("reasoning_tokens", total.tokens().reasoning())
                .put("cost_usd", Shown.exact(total.costNanos()))
                .put("unpriced", total.unpriced());
    }

    private static String word(UsageQuery.By by) {
        return by.name().toLowerCase(Locale.ROOT);
    }

    /** RFC 4180; a text that a spreadsheet would take for a formula is kept from being one. */
    private static String quoted(String value) {
        String safe = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
