package dev.aigw.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reckons what tokens cost from {@code conf/models.csv}, with nothing of the code under test. */
public final class ListPrices {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final int INPUT = 5;
    private static final int OUTPUT = 6;
    private static final int CACHE_READ = 7;
    private static final int CACHE_WRITE = 8;
    private static final int REASONING = 9;
    private static final int TIER_ABOVE = 10;

    private ListPrices() {}

    /** Dollars without trailing zeros; empty when the model has no row of that very name, or a price in tiers. */
    public static String usd(String provider, String model, UsageRow row) {
        for (String line : lines()) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals(provider)
                    && cells[1].equals(model)
                    && cells[TIER_ABOVE].isEmpty()
                    && !cells[INPUT].isEmpty()) {
                return usd(cells, row);
            }
        }
        return "";
    }

    private static String usd(String[] cells, UsageRow row) {
        BigDecimal dollars = part(row.input() - row.cacheRead() - row.cacheWrite(), price(cells, INPUT, INPUT))
                .add(part(row.cacheRead(), price(cells, CACHE_READ, INPUT)))
                .add(part(row.cacheWrite(), price(cells, CACHE_WRITE, INPUT)))
                .add(part(row.output() - row.reasoning(), price(cells, OUTPUT, OUTPUT)))
                .add(part(row.reasoning(), price(cells, REASONING, OUTPUT)));
        BigDecimal exact = dollars.setScale(9, RoundingMode.HALF_UP).stripTrailingZeros();
        return exact.signum() == 0 ? "0" : exact.toPlainString();
    }

    private static BigDecimal part(long tokens, BigDecimal perMillion) {
        return perMillion.multiply(BigDecimal.valueOf(tokens)).divide(MILLION, 15, RoundingMode.HALF_UP);
    }

    private static BigDecimal price(String[] cells, int column, int otherwise) {
        return new BigDecimal(cells[column].isEmpty() ? cells[otherwise] : cells[column]);
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(Path.of("conf/models.csv")).stream()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
