package dev.weir.process;

import io.smallrye.config.ConfigValue;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
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
 * A YAML file as flat keys, each with its line: SmallRye's own YAML source does not know the lines, which a person needs.
 *
 * <p>Only the tree of the file is read; no object is made of it.
 */
final class ConfigFile {
    private static final int LARGEST = 1024 * 1024;

    private final Path path;
    private final List<String> mistakes;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    private ConfigFile(Path path, List<String> mistakes) {
        this.path = path;
        this.mistakes = mistakes;
    }

    /**
     * Reads a file.
     *
     * @param mistakes gets what is wrong with the file itself
     */
    static Map<String, ConfigValue> read(Path path, List<String> mistakes) {
        ConfigFile file = new ConfigFile(path, mistakes);
        try {
            String text = SmallFile.readText(path, LARGEST);
            Node root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
            if (root != null) {
                file.add("", root);
            }
        } catch (MarkedYAMLException wrong) {
            mistakes.add(path + ":" + (wrong.getProblemMark().getLine() + 1) + ": no YAML: " + wrong.getProblem());
        } catch (YAMLException wrong) {
            mistakes.add(path + ": no YAML: " + wrong.getMessage());
        } catch (IllegalArgumentException unreadable) {
            mistakes.add("--config " + path + ": " + unreadable.getMessage());
        }
        return file.values;
    }

    private void add(String name, Node node) {
        switch (node) {
            case MappingNode mapping -> {
                for (NodeTuple entry : mapping.getValue()) {
                    String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
                    add(name.isEmpty() ? key : name + "." + key, entry.getValueNode());
                }
            }
            case ScalarNode scalar -> put(name, Tag.NULL.equals(scalar.getTag()) ? "" : scalar.getValue(), node);
            case SequenceNode sequence -> put(name, joined(name, sequence), node);
            default -> mistakes.add(at(node) + ": " + name + ": expected a value, a list or a section");
        }
    }

    private String joined(String name, SequenceNode sequence) {
        StringBuilder joined = new StringBuilder();
        for (Node item : sequence.getValue()) {
            if (item instanceof ScalarNode scalar) {
                joined.append(joined.isEmpty() ? "" : ",").append(scalar.getValue());
            } else {
                mistakes.add(at(item) + ": " + name + ": expected a list of plain values");
            }
        }
        return joined.toString();
    }

    private void put(String name, String value, Node node) {
        if (name.isEmpty()) {
            mistakes.add(at(node) + ": expected keys and values, as 'http.port: 7700'");
            return;
        }
        ConfigValue before = values.put(
                name,
                ConfigValue.builder()
                        .withName(name)
                        .withValue(value)
                        .withRawValue(value)
                        .withConfigSourceName(path.toString())
                        .withLineNumber(node.getStartMark().getLine() + 1)
                        .build());
        if (before != null) {
            mistakes.add(at(node) + ": " + name + " is set twice, first in line " + before.getLineNumber());
        }
    }

    private String at(Node node) {
        return path + ":" + (node.getStartMark().getLine() + 1);
    }
}
