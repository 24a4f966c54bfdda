package dev.weir.process;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.MapBackedConfigValueConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A program's settings, read once at its start.
 *
 * <p>The command line goes before the environment, the environment before the file, and the file before the defaults in the
 * code.
 */
public final class Settings {
    private static final String COMMAND_LINE = "command line";
    private static final String FILE_SUFFIX = "-file";
    private static final int LARGEST_SECRET = 16 * 1024;

    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final List<String> mistakes;
    private final List<String> ignoredVariables;

    /**
     * Where settings come from.
     *
     * @param file YAML, or null
     * @param sets {@code key=value}, from the command line
     */
    public record Sources(@Nullable Path file, Map<String, String> environment, List<String> sets) {
        public Sources {
            environment = Map.copyOf(environment);
            sets = List.copyOf(sets);
        }
    }

    private Settings(List<String> mistakes, List<String> ignoredVariables) {
        this.mistakes = mistakes;
        this.ignoredVariables = List.copyOf(ignoredVariables);
    }

    /**
     * Reads every key.
     *
     * @param rules what several of them must fulfil together
     * @throws ConfigurationProblem names all mistakes
     */
    public static Settings read(List<Key<?>> keys, List<Rule> rules, Sources sources) {
        Settings settings = readAsFarAsPossible(keys, rules, sources);
        settings.requireNoMistakes();
        return settings;
    }

    /** Reads keys that stand each for itself. */
    public static Settings read(List<Key<?>> keys, Sources sources) {
        return read(keys, List.of(), sources);
    }

    /** Reads what can be read; {@link #requireNoMistakes} tells the rest. */
    static Settings readAsFarAsPossible(List<Key<?>> keys, List<Rule> rules, Sources sources) {
        return new Reading(keys, rules, sources).read();
    }

    void requireNoMistakes() {
        if (!mistakes.isEmpty()) {
            throw new ConfigurationProblem(mistakes);
        }
    }

    /** The value of a key that is required or has a default. */
    public <T> T get(Key<T> key) {
        T value = find(key);
        if (value == null) {
            throw new IllegalStateException(key + " is no key of this program, or may be missing: use find");
        }
        return value;
    }

    /** The value of a key, or null when it may be missing and is. */
    @SuppressWarnings("unchecked") // Put there by the key's own parser.
    public <T> @Nullable T find(Key<T> key) {
        return (T) values.get(key.name());
    }

    /** Where a value came from, for people: {@code weir.yaml:3}, {@code WEIR_HTTP_PORT}, {@code --set}, {@code default}. */
    public String origin(Key<?> key) {
        return origins.getOrDefault(key.name(), "default");
    }

    /** Environment variables that look like Weir's but set no key of this program: perhaps another program's, perhaps a typo. */
    public List<String> ignoredVariables() {
        return ignoredVariables;
    }

    /** The one pass over all sources; collects mistakes until the end. */
    private static final class Reading {
        private final List<Key<?>> keys;
        private final List<Rule> rules;
        private final Sources sources;
        private final List<String> mistakes = new ArrayList<>();
        private final Set<String> wrong = new HashSet<>();
        private final Map<String, Key<?>> known = new LinkedHashMap<>();

        Reading(List<Key<?>> keys, List<Rule> rules, Sources sources) {
            this.rules = rules;
            this.sources = sources;
            this.keys = new ArrayList<>();
            for (Key<?> key : keys) {
                add(key);
                if (key.secret()) {
                    add(secretFile(key));
                }
            }
        }

        private void add(Key<?> key) {
            keys.add(key);
            if (known.put(key.name(), key) != null) {
                throw new IllegalArgumentException("key " + key + " is declared twice");
            }
        }

        private static Key<Path> secretFile(Key<?> key) {
            return Key.path(key + FILE_SUFFIX, "file that holds " + key).optional();
        }

        Settings read() {
            Map<String, ConfigValue> file =
                    sources.file() == null ? Map.of() : ConfigFile.read(sources.file(), mistakes);
            Map<String, ConfigValue> commandLine = commandLine();
            SmallRyeConfig config = new SmallRyeConfigBuilder()
                    .withSources(new Layer("file", file, 100))
                    .withSources(new Layer("environment", environment(), 300))
                    .withSources(new Layer(COMMAND_LINE, commandLine, 400))
                    .build();
            unknown(file);
            unknown(commandLine);
            Settings settings = new Settings(mistakes, ignored());
            keys.forEach(key -> take(key, config, settings));
            keys.stream().filter(Key::secret).forEach(key -> takeFromFile(key, settings));
            keys.stream().filter(Key::required).forEach(key -> requireSet(key, config, settings));
            rules.forEach(rule -> check(rule, settings));
            return settings;
        }

        private void check(Rule rule, Settings settings) {
            if (rule.keys().stream().noneMatch(key -> wrong.contains(key.name())) && !rule.holds(settings)) {
                Key<?> key = rule.key();
                String text = settings.texts.getOrDefault(key.name(), key.writtenFallback());
                mistakes.add(key + " = " + shown(key, text) + " (" + settings.origin(key) + "): " + rule.expected());
            }
        }

        private static String shown(Key<?> key, String text) {
            return key.secret() ? "…" : "'" + Redaction.redact(text) + "'";
        }

        private Map<String, ConfigValue> environment() {
            Map<String, ConfigValue> set = new HashMap<>();
            for (Key<?> key : keys) {
                String value = sources.environment().get(key.variable());
                if (value != null) {
                    set.put(key.name(), value(key.name(), value, key.variable()));
                }
            }
            return set;
        }

        private Map<String, ConfigValue> commandLine() {
            Map<String, ConfigValue> set = new HashMap<>();
            for (String one : sources.sets()) {
                int equals = one.indexOf('=');
                if (equals < 1) {
                    mistakes.add("--set " + Redaction.redact(one) + ": expected key=value");
                    continue;
                }
                String name = one.substring(0, equals).strip();
                Key<?> key = known.get(name);
                if (key != null && key.secret()) {
                    Redaction.register(one.substring(equals + 1));
                    mistakes.add(
                            "--set " + name + "=…: a secret must not be on the command line, where every user of this"
                                    + " machine can read it; set " + key.variable() + " or " + name + FILE_SUFFIX);
                    continue;
                }
                set.put(name, value(name, one.substring(equals + 1), "--set"));
            }
            return set;
        }

        private static ConfigValue value(String name, String value, String origin) {
            return ConfigValue.builder()
                    .withName(name)
                    .withValue(value)
                    .withRawValue(value)
                    .withConfigSourceName(origin)
                    .withLineNumber(-1)
                    .build();
        }

        private void unknown(Map<String, ConfigValue> set) {
            new TreeMap<>(set).forEach((name, value) -> {
                if (!known.containsKey(name)) {
                    // Its value is not shown: a secret under a misspelt key would be.
                    String nearest = Nearest.to(name, known.keySet());
                    mistakes.add(name + " (" + origin(value) + "): there is no such key"
                            + (nearest == null ? "" : "; did you mean " + nearest + "?"));
                }
            });
        }

        private List<String> ignored() {
            TreeSet<String> names = new TreeSet<>(sources.environment().keySet());
            names.removeIf(name -> !name.startsWith("WEIR_"));
            keys.forEach(key -> names.remove(key.variable()));
            return List.copyOf(names);
        }

        private <T> void take(Key<T> key, SmallRyeConfig config, Settings settings) {
            ConfigValue value = config.getConfigValue(key.name());
            T fallback = key.fallback();
            if (value == null || value.getRawValue() == null) {
                if (fallback != null) {
                    settings.values.put(key.name(), fallback);
                }
                return;
            }
            settings.origins.put(key.name(), origin(value));
            parse(key, value.getRawValue(), origin(value), settings);
        }

        private <T> void parse(Key<T> key, String text, String origin, Settings settings) {
            settings.texts.put(key.name(), text);
            try {
                settings.values.put(key.name(), key.parse(text));
            } catch (IllegalArgumentException refused) {
                wrong.add(key.name());
                String reason = refused.getMessage();
                // Java's own reasons ("For input string: …") only repeat the value.
                boolean own = reason != null && reason.contains("expected") && !key.secret();
                mistakes.add(key + " = " + shown(key, text) + " (" + origin + "): "
                        + (own ? reason : "expected " + key.expected()));
            }
        }

        private void takeFromFile(Key<?> key, Settings settings) {
            Object path = settings.values.get(key + FILE_SUFFIX);
            if (path == null) {
                return;
            }
            String origin = settings.origins.getOrDefault(key + FILE_SUFFIX, "default");
            if (settings.values.containsKey(key.name())) {
                wrong.add(key.name());
                mistakes.add(key + FILE_SUFFIX + " = '" + path + "' (" + origin + "): " + key + " is set too ("
                        + settings.origins.get(key.name()) + "); expected one of them");
                return;
            }
            String text;
            try {
                text = SmallFile.readText((Path) path, LARGEST_SECRET).strip();
            } catch (IllegalArgumentException unreadable) {
                wrong.add(key.name());
                mistakes.add(key + FILE_SUFFIX + " = '" + path + "' (" + origin + "): " + unreadable.getMessage());
                return;
            }
            settings.origins.put(key.name(), path.toString());
            parse(key, text, path.toString(), settings);
        }

        private void requireSet(Key<?> key, SmallRyeConfig config, Settings settings) {
            ConfigValue value = config.getConfigValue(key.name());
            boolean given = value != null && value.getRawValue() != null;
            boolean fromFile = key.secret() && settings.values.containsKey(key + FILE_SUFFIX);
            if (!given && !fromFile && sources.sets().stream().noneMatch(one -> one.startsWith(key + "="))) {
                wrong.add(key.name());
                mistakes.add(key + " is not set: " + key.description() + "; expected " + key.expected() + " in "
                        + key.variable()
                        + (key.secret()
                                ? ", or a file that holds it in " + key + FILE_SUFFIX
                                : ", in the file of --config," + " or --set " + key + "=…"));
            }
        }

        private static String origin(ConfigValue value) {
            return value.getLineNumber() > 0
                    ? value.getConfigSourceName() + ":" + value.getLineNumber()
                    : String.valueOf(value.getConfigSourceName());
        }
    }

    private static final class Layer extends MapBackedConfigValueConfigSource {
        private static final long serialVersionUID = 1L;

        Layer(String name, Map<String, ConfigValue> values, int ordinal) {
            super(name, values, ordinal);
        }
    }
}
