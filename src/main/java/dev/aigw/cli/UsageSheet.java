package dev.aigw.cli;

import dev.aigw.usage.UsageQuery;
import dev.aigw.usage.UsageTotal;
import dev.aigw.usage.UsageTotals;
import dev.aigw.usage.UsageTotals.Source;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A report of usage as commands show it: a row a group, and the sum of all. */
record UsageSheet(UsageQuery query, UsageTotals totals) {
    private static final List<String> NUMBERS = List.of(
            "requests",
            "attempts",
            "failed",
            "input_tokens",
            "cached_tokens",
            "output_tokens",
            "cost_usd",
            "list_cost_usd",
            "estimated",
            "unpriced");

    String text() {
        if (totals.groups().isEmpty()) {
            return "Nothing was used from " + Shown.time(totals.from()) + " to " + Shown.time(totals.to()) + " UTC.\n"
                    + note();
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
                .right("LIST USD")
                .right("ESTIMATED")
                .right("UNPRICED");
        totals.groups().forEach(total -> table.row(cells(total.group(), total)));
        if (!query.by().isEmpty()) {
            table.row(cells(sumHeading(), UsageTotal.sum(totals.groups())));
        }
        return table.text() + note();
    }

    String csv() {
        StringBuilder text = new StringBuilder();
        List<String> heading = new ArrayList<>();
        query.by().forEach(by -> heading.add(by.word()));
        heading.addAll(NUMBERS);
        text.append(String.join(",", heading)).append('\n');
        for (UsageTotal total : totals.groups()) {
            List<String> cells = new ArrayList<>();
            total.group().forEach(value -> cells.add(quoted(value)));
            JsonObject numbers = numbers(total);
            NUMBERS.forEach(name -> cells.add(
                    numbers.getValue(name) instanceof BigDecimal dollars
                            ? dollars.toPlainString()
                            : String.valueOf(numbers.getValue(name))));
            text.append(String.join(",", cells)).append('\n');
        }
        return text.toString();
    }

    JsonObject json() {
        JsonArray rows = new JsonArray();
        for (UsageTotal total : totals.groups()) {
            JsonObject row = new JsonObject();
            for (int i = 0; i < query.by().size(); i++) {
                row.put(query.by().get(i).word(), total.group().get(i));
            }
            rows.add(row.mergeIn(numbers(total)));
        }
        return new JsonObject()
                .put("from", totals.from().toString())
                .put("to", totals.to().toString())
                .put("source", totals.source().word())
                .put("tenant", query.tenant().orElse(null))
                .put("rows", rows)
                .put("total", numbers(UsageTotal.sum(totals.groups())));
    }

    /** What is added up is not quite what was asked for. */
    private String note() {
        return totals.source() == Source.ROUNDED_DAYS
                ? "Single rows are no longer kept for all of this time: these are whole days, from "
                        + Shown.time(totals.from()) + " to " + Shown.time(totals.to()) + " UTC.\n"
                : "";
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
        cells.add(Shown.dollars(total.listNanos()));
        cells.add(Shown.count(total.estimated()));
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
                .put("list_cost_usd", Shown.exact(total.listNanos()))
                .put("estimated", total.estimated())
                .put("unpriced", total.unpriced());
    }

    /** RFC 4180; a text that a spreadsheet would take for a formula is kept from being one. */
    private static String quoted(String value) {
        String safe = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
        return safe.matches("[^\",\r\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
