package dev.aigw.routing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The limits and list prices of all models of all vendors, as {@code conf/models.csv} has them. */
public final class ModelTable {
    private final Map<String, Map<String, Model>> models;

    ModelTable(Map<String, Map<String, Model>> models) {
        this.models = models;
    }

    /** The table that comes with aigw. */
    public static ModelTable builtIn() {
        try (InputStream in = Objects.requireNonNull(
                ModelTable.class.getResourceAsStream("/models.csv"), "models.csv is not in the jar")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The table that comes with aigw, with the rows of an operator's own file in place of, or beside, its own. */
    public static ModelTable builtInWith(Path file) {
        try {
            return builtIn().with(parse(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the model table " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException that tells every line that is wrong
     */
    public static ModelTable parse(String csv) {
        return new ModelTable(new ModelTableReader().read(csv));
    }

    /** This table with another's rows added; where both have a row, the other's holds. */
    ModelTable with(ModelTable other) {
        Map<String, Map<String, Model>> both = new LinkedHashMap<>();
        models.forEach((provider, rows) -> both.put(provider, new LinkedHashMap<>(rows)));
        other.models.forEach((provider, rows) ->
                both.computeIfAbsent(provider, p -> new LinkedHashMap<>()).putAll(rows));
        return new ModelTable(both);
    }

    /** Every model of a vendor by name, in the order of the table. */
    Map<String, Model> of(String provider) {
        return Collections.unmodifiableMap(models.getOrDefault(provider, Map.of()));
    }

    /** How many models there are. */
    int size() {
        return models.values().stream().mapToInt(Map::size).sum();
    }

    /** A vendor's model by exactly this name. */
    Optional<Model> exact(String provider, String name) {
        return found(models.getOrDefault(provider, Map.of()), name);
    }

    /**
     * A vendor's model by its name, by the longest known name of which this is a dated spelling, or, for {@code -latest}, its
     * newest dated version.
     */
    Optional<Model> find(String provider, String name) {
        Map<String, Model> rows = models.get(provider);
        if (rows == null) {
            return Optional.empty();
        }
        return found(rows, name)
                .or(() -> DatedName.undated(name, rows::containsKey).flatMap(base -> found(rows, base)))
                .or(() -> DatedName.latest(name).flatMap(base -> newest(rows, base)))
                .map(model -> model.as(provider, name));
    }

    /** Any vendor's model of that name; the vendors that come first in the table are asked first. */
    Optional<Model> findAnywhere(String name) {
        return models.keySet().stream()
                .flatMap(provider -> find(provider, name).stream())
                .findFirst();
    }

    private static Optional<Model> newest(Map<String, Model> rows, String base) {
        return found(rows, base)
                .or(() -> rows.values().stream()
                        .filter(row -> DatedName.dates(row.name(), base))
                        .max(Comparator.comparing(Model::released)));
    }

    private static Optional<Model> found(Map<String, Model> rows, String name) {
        return Optional.ofNullable(rows.get(name));
    }
}
