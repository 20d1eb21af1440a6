package dev.aigw.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML file as a tree that still knows its lines. Read from the parser's own nodes rather than as a map, because a map has
 * forgotten which keys were there twice, and where.
 */
sealed interface Yaml {
    int line();

    record Scalar(String text, boolean absent, int line) implements Yaml {}

    record Sequence(List<Yaml> items, int line) implements Yaml {}

    record Mapping(Map<String, Yaml> entries, int line) implements Yaml {
        static final Mapping EMPTY = new Mapping(Map.of(), 0);
    }

    /** Reads a file; what is wrong with it ends in {@code problems}, without any of its text: keys may be in there. */
    static Mapping parse(String file, String text, List<ConfigProblem> problems) {
        try {
            LoaderOptions options = new LoaderOptions();
            Node root = new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            Reader reader = new Reader(file, problems);
            if (root == null) {
                return Mapping.EMPTY;
            }
            return switch (reader.tree(root, 0)) {
                case Mapping mapping -> mapping;
                case Scalar scalar when scalar.absent() -> Mapping.EMPTY;
                default -> {
                    problems.add(new ConfigProblem(file, "is not a mapping of settings", "key: value", ""));
                    yield Mapping.EMPTY;
                }
            };
        } catch (MarkedYAMLException e) {
            String place = e.getProblemMark() == null
                    ? ""
                    : "line " + (e.getProblemMark().getLine() + 1);
            problems.add(new ConfigProblem(file, "is not valid YAML", "", place));
        } catch (YAMLException e) {
            problems.add(new ConfigProblem(file, "is not valid YAML", "", ""));
        }
        return Mapping.EMPTY;
    }

    /** Turns the parser's nodes into ours; aliases are followed, so there is a limit to what a small file may become. */
    final class Reader {
        private static final int DEEPEST = 20;
        private static final int MOST_NODES = 20_000;

        private final String file;
        private final List<ConfigProblem> problems;
        private int nodes;

        private Reader(String file, List<ConfigProblem> problems) {
            this.file = file;
            this.problems = problems;
        }

        Yaml tree(Node node, int depth) {
            int line = node.getStartMark().getLine() + 1;
            if (depth > DEEPEST || ++nodes > MOST_NODES) {
                if (nodes <= MOST_NODES) {
                    problems.add(new ConfigProblem(file, "is nested too deeply", DEEPEST + " levels", "line " + line));
                } else if (nodes == MOST_NODES + 1) {
                    problems.add(new ConfigProblem(file, "is too large", MOST_NODES + " entries", ""));
                }
                return new Scalar("", true, line);
            }
            return switch (node) {
                case ScalarNode scalar ->
                    new Scalar(scalar.getValue(), scalar.getTag().equals(Tag.NULL), line);
                case SequenceNode sequence -> {
                    List<Yaml> items = new ArrayList<>();
                    sequence.getValue().forEach(item -> items.add(tree(item, depth + 1)));
                    yield new Sequence(items, line);
                }
                case MappingNode mapping -> mapping(mapping, line, depth);
                default -> throw new IllegalArgumentException("a composed node is a scalar, a sequence or a mapping");
            };
        }

        private Mapping mapping(MappingNode node, int line, int depth) {
            Map<String, Yaml> entries = new LinkedHashMap<>();
            for (NodeTuple tuple : node.getValue()) {
                int at = tuple.getKeyNode().getStartMark().getLine() + 1;
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    problems.add(new ConfigProblem(file, "has a key that is not a word", "", "line " + at));
                } else if (entries.put(key.getValue(), tree(tuple.getValueNode(), depth + 1)) != null) {
                    problems.add(
                            new ConfigProblem(file, "has the key '" + key.getValue() + "' twice", "", "line " + at));
                }
            }
            return new Mapping(entries, line);
        }
    }
}
