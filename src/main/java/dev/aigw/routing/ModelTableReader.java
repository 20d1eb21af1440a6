package dev.aigw.routing;

import dev.aigw.config.UsdPerMillion;
import dev.aigw.usage.ModelPrice;
import dev.aigw.usage.TokenRates;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Reads one model table; a line that begins with # is a comment, the first other one names the columns. */
final class ModelTableReader {
    private static final Set<String> REQUIRED = Set.of("provider", "model");
    private static final Set<String> COLUMNS = Set.of(
            "provider",
            "model",
            "kind",
            "context_tokens",
            "max_output_tokens",
            "input",
            "output",
            "cache_read",
            "cache_write",
            "reasoning",
            "cache_write_1h",
            "audio_input",
            "audio_output",
            "tier_above",
            "tier_input",
            "tier_output",
            "tier_cache_read",
            "tier_cache_write",
            "tier_cache_write_1h",
            "tier2_above",
            "tier2_input",
            "tier2_output",
            "tier2_cache_read",
            "tier2_cache_write",
            "tier2_cache_write_1h",
            "released",
            "input_modalities",
            "output_modalities",
            "tool_call",
            "structured_output",
            "temperature",
            "reasons");
    private static final Set<String> MODALITIES = Set.of("text", "image", "audio", "video", "pdf");
    private static final int MOST_PROBLEMS = 100;

    private final Map<String, Map<String, Model>> models = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private List<String> columns = List.of();

    Map<String, Map<String, Model>> read(String csv) {
        int number = 0;
        for (String line : csv.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                readLine(List.of(line.split(",", -1)));
            } catch (IllegalArgumentException e) {
                problems.add("line " + number + ": " + e.getMessage());
            }
        }
        if (columns.isEmpty()) {
            problems.add("there is no line that names the columns");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the model table is wrong: "
                    + String.join("; ", problems.subList(0, Math.min(MOST_PROBLEMS, problems.size())))
                    + (problems.size() > MOST_PROBLEMS ? "; and " + (problems.size() - MOST_PROBLEMS) + " more" : ""));
        }
        return models;
    }

    private void readLine(List<String> cells) {
        if (columns.isEmpty()) {
            columns = checkedColumns(cells);
            return;
        }
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException("has " + cells.size() + " cells, not " + columns.size());
        }
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            row.put(columns.get(i), cells.get(i).strip());
        }
        Model model = model(row);
        if (models.computeIfAbsent(model.provider(), p -> new LinkedHashMap<>()).put(model.name(), model) != null) {
            throw new IllegalArgumentException(model.provider() + "/" + model.name() + " is there twice");
        }
    }

    private static List<String> checkedColumns(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!COLUMNS.contains(name) || !seen.add(name)) {
                throw new IllegalArgumentException("'" + name + "' is not a column, or is there twice");
            }
        }
        if (!seen.containsAll(REQUIRED)) {
            throw new IllegalArgumentException("the columns provider and model are needed");
        }
        return names;
    }

    private static Model model(Map<String, String> row) {
        String provider = row.getOrDefault("provider", "");
        String name = row.getOrDefault("model", "");
        if (provider.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("provider and model must be named");
        }
        return new Model(
                provider,
                name,
                kind(row),
                tokens(row, "context_tokens").orElse(0),
                tokens(row, "max_output_tokens").orElse(0),
                price(row),
                released(row),
                abilities(row));
    }

    private static Model.Kind kind(Map<String, String> row) {
        String kind = row.getOrDefault("kind", "");
        if (kind.isEmpty()) {
            return Model.Kind.CHAT;
        }
        try {
            return Model.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + kind + "' is not a kind of model", e);
        }
    }

    private static Optional<ModelPrice> price(Map<String, String> row) {
        Optional<TokenRates> rates = rates(row, "");
        List<ModelPrice.Tier> tiers = new ArrayList<>();
        for (String prefix : List.of("tier_", "tier2_")) {
            Optional<TokenRates> there = rates(row, prefix);
            OptionalLong above = tokens(row, prefix + "above");
            if (above.isPresent() != there.isPresent() || (rates.isEmpty() && there.isPresent())) {
                throw new IllegalArgumentException("a tier needs " + prefix + "above, " + prefix + "input, " + prefix
                        + "output and ordinary prices");
            }
            there.ifPresent(found -> tiers.add(new ModelPrice.Tier(above.orElseThrow(), found)));
        }
        return rates.map(ordinary -> new ModelPrice(ordinary, tiers));
    }

    /** The rates in the columns of that prefix; no vendor publishes reasoning's or sound's for a tier, so those have no column. */
    private static Optional<TokenRates> rates(Map<String, String> row, String prefix) {
        OptionalLong input = rate(row, prefix + "input");
        OptionalLong output = rate(row, prefix + "output");
        OptionalLong cacheRead = rate(row, prefix + "cache_read");
        OptionalLong cacheWrite = rate(row, prefix + "cache_write");
        OptionalLong reasoning = rate(row, prefix + "reasoning");
        OptionalLong cacheWriteLong = rate(row, prefix + "cache_write_1h");
        OptionalLong audioInput = rate(row, prefix + "audio_input");
        OptionalLong audioOutput = rate(row, prefix + "audio_output");
        if (input.isPresent() && output.isPresent()) {
            return Optional.of(new TokenRates(
                    input.getAsLong(),
                    output.getAsLong(),
                    cacheRead.orElse(input.getAsLong()),
                    cacheWrite.orElse(input.getAsLong()),
                    reasoning.orElse(output.getAsLong()),
                    cacheWriteLong.orElse(TokenRates.UNKNOWN),
                    audioInput.orElse(TokenRates.UNKNOWN),
                    audioOutput.orElse(TokenRates.UNKNOWN)));
        }
        if (Stream.of(input, output, cacheRead, cacheWrite, reasoning, cacheWriteLong, audioInput, audioOutput)
                .anyMatch(OptionalLong::isPresent)) {
            throw new IllegalArgumentException(
                    prefix + "input and " + prefix + "output must both have a price if anything has");
        }
        return Optional.empty();
    }

    private static OptionalLong rate(Map<String, String> row, String column) {
        String cell = row.getOrDefault(column, "");
        if (cell.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(UsdPerMillion.parse(cell));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(column + ": " + e.getMessage(), e);
        }
    }

    private static OptionalLong tokens(Map<String, String> row, String column) {
        String cell = row.getOrDefault(column, "");
        if (cell.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!cell.matches("[0-9]{1,12}")) {
            throw new IllegalArgumentException(column + ": '" + cell + "' is not a number of tokens");
        }
        return OptionalLong.of(Long.parseLong(cell));
    }

    private static Abilities abilities(Map<String, String> row) {
        return new Abilities(
                modalities(row, "input_modalities"),
                modalities(row, "output_modalities"),
                flag(row, "tool_call"),
                flag(row, "structured_output"),
                flag(row, "temperature"),
                flag(row, "reasons"));
    }

    private static List<String> modalities(Map<String, String> row, String column) {
        String cell = row.getOrDefault(column, "");
        if (cell.isEmpty()) {
            return List.of();
        }
        List<String> named = List.of(cell.split("\\|", -1));
        if (!MODALITIES.containsAll(named) || new HashSet<>(named).size() != named.size()) {
            throw new IllegalArgumentException(
                    column + ": '" + cell + "' is not a list of text, image, audio, video and pdf with | between them");
        }
        return named;
    }

    private static Optional<Boolean> flag(Map<String, String> row, String column) {
        return switch (row.getOrDefault(column, "")) {
            case "" -> Optional.empty();
            case "1" -> Optional.of(true);
            case "0" -> Optional.of(false);
            case String cell -> throw new IllegalArgumentException(column + ": '" + cell + "' is not 1, 0 or empty");
        };
    }

    private static Instant released(Map<String, String> row) {
        String cell = row.getOrDefault("released", "");
        if (cell.isEmpty()) {
            return Instant.EPOCH;
        }
        try {
            LocalDate day = cell.length() == 7 ? YearMonth.parse(cell).atDay(1) : LocalDate.parse(cell);
            return day.atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("released: '" + cell + "' is not a day", e);
        }
    }
}
