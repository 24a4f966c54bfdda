package dev.weir.process;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a program: its name, what may stand there, and what it is for. A program lists all of its keys; whatever else
 * is set is a mistake.
 *
 * <p>Required unless {@link #or} or {@link #optional} says otherwise.
 */
public final class Key<T> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

    private final String name;
    private final String expected;
    private final String description;
    private final Function<String, T> parse;
    private final boolean secret;
    private final boolean required;
    private final @Nullable T fallback;
    private final @Nullable String shown;

    private Key(
            String name,
            String expected,
            String description,
            Function<String, T> parse,
            boolean secret,
            boolean required,
            @Nullable T fallback,
            @Nullable String shown) {
        this.name = name;
        this.expected = expected;
        this.description = description;
        this.parse = parse;
        this.secret = secret;
        this.required = required;
        this.fallback = fallback;
        this.shown = shown;
    }

    /**
     * A key of any type.
     *
     * @param expected completes "expected …"
     * @param parse throws {@link IllegalArgumentException} for what is not expected
     */
    public static <T> Key<T> of(String name, String expected, String description, Function<String, T> parse) {
        return new Key<>(name, expected, description, parse, false, true, null, null);
    }

    public static Key<String> text(String name, String description) {
        return of(name, "some text", description, text -> {
            require(!text.isBlank());
            return text.strip();
        });
    }

    /** A whole number; both bounds are allowed. */
    public static Key<Integer> number(String name, int min, int max, String description) {
        return of(name, "a whole number from " + min + " to " + max, description, text -> {
            int number = Integer.parseInt(text.strip());
            require(number >= min && number <= max);
            return number;
        });
    }

    public static Key<Long> bigNumber(String name, long min, long max, String description) {
        return of(name, "a whole number from " + min + " to " + max, description, text -> {
            long number = Long.parseLong(text.strip());
            require(number >= min && number <= max);
            return number;
        });
    }

    /** A port; 0 takes any free one. */
    public static Key<Integer> port(String name, String description) {
        return number(name, 0, 65_535, description);
    }

    public static Key<Double> decimal(String name, double min, double max, String description) {
        return of(name, "a number from " + min + " to " + max, description, text -> {
            double number = Double.parseDouble(text.strip());
            require(number >= min && number <= max);
            return number;
        });
    }

    public static Key<Boolean> flag(String name, String description) {
        return of(name, "true or false", description, text -> switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    public static Key<Duration> duration(String name, Duration min, Duration max, String description) {
        String expected = "a duration from " + written(min) + " to " + written(max) + ", as 500ms, 10s, 2m, 1h or 3d";
        return of(name, expected, description, text -> {
            Duration duration = duration(text);
            require(duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0);
            return duration;
        });
    }

    /** One of an enum's values, written in small letters with hyphens. */
    public static <E extends Enum<E>> Key<E> choice(String name, Class<E> type, String description) {
        List<E> all = Arrays.asList(type.getEnumConstants());
        String expected =
                "one of " + String.join(", ", all.stream().map(Key::written).toList());
        return of(
                name,
                expected,
                description,
                text -> all.stream()
                        .filter(one -> written(one).equals(text.strip().toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new));
    }

    /** Texts separated by commas, or a list in YAML. */
    public static Key<List<String>> list(String name, String description) {
        return of(name, "texts separated by commas", description, text -> {
            List<String> all =
                    Arrays.stream(text.split(",", -1)).map(String::strip).toList();
            require(all.stream().noneMatch(String::isEmpty));
            return all;
        });
    }

    public static Key<Path> path(String name, String description) {
        return of(name, "a path", description, text -> {
            require(!text.isBlank());
            return Path.of(text);
        });
    }

    /**
     * An address of this machine to listen at, a name or a literal.
     *
     * @param expected completes "expected …"
     * @param fits which of this machine's addresses will do
     */
    public static Key<String> listenAddress(
            String name, String expected, Predicate<InetAddress> fits, String description) {
        return of(name, expected, description, text -> {
            String host = text.strip();
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            require(!host.isEmpty() && LocalAddress.fits(host, fits));
            return host;
        });
    }

    /**
     * A secret: from the configuration file or the environment, or from a file of its own that the key {@code name-file} names;
     * never from the command line, which every user of the machine can read.
     */
    public static Key<Secret> secret(String name, String description) {
        return secret(name, "a secret", description, text -> {
            require(!text.isBlank());
            return Secret.of(text.strip());
        });
    }

    /** A secret that must have a form. */
    public static <T> Key<T> secret(String name, String expected, String description, Function<String, T> parse) {
        return new Key<>(name, expected, description, parse, true, true, null, null);
    }

    /** The same, with a value that holds when nothing is set. */
    public Key<T> or(T value) {
        return new Key<>(name, expected, description, parse, secret, false, value, null);
    }

    /** The same, with a value that help and documents show in the words that a person would write. */
    public Key<T> or(T value, String shown) {
        return new Key<>(name, expected, description, parse, secret, false, value, shown);
    }

    /** The same, and nothing need be set; read it with {@link Settings#find}. */
    public Key<T> optional() {
        return new Key<>(name, expected, description, parse, secret, false, null, null);
    }

    public String name() {
        return name;
    }

    String expected() {
        return expected;
    }

    String description() {
        return description;
    }

    boolean secret() {
        return secret;
    }

    boolean required() {
        return required;
    }

    @Nullable
    T fallback() {
        return fallback;
    }

    T parse(String text) {
        return parse.apply(text);
    }

    /** The environment variable that sets it. */
    String variable() {
        return "WEIR_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** One line of {@code --help}. */
    String help() {
        String what = required ? "required" : fallback == null ? "optional" : "default " + writtenFallback();
        String where = secret ? "; here, in " + variable() + ", or in the file that " + name + "-file names" : "";
        return name + " (" + what + "): " + description + where;
    }

    /** What holds when nothing is set, as a person would write it; empty for nothing. */
    String writtenFallback() {
        if (shown != null) {
            return shown;
        }
        return switch (fallback) {
            case null -> "";
            case Duration duration -> written(duration);
            case Enum<?> choice -> written(choice);
            case List<?> list ->
                String.join(",", list.stream().map(String::valueOf).toList());
            default -> String.valueOf(fallback);
        };
    }

    private static void require(boolean asExpected) {
        if (!asExpected) {
            throw new IllegalArgumentException();
        }
    }

    private static Duration duration(String text) {
        Matcher form = DURATION.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException();
        }
        long count = Long.parseLong(form.group(1));
        try {
            return switch (form.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        } catch (ArithmeticException tooLong) {
            throw new IllegalArgumentException(tooLong);
        }
    }

    private static String written(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        return seconds >= 3_600 && seconds % 3_600 == 0
                ? seconds / 3_600 + "h"
                : seconds >= 60 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static String written(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return name;
    }
}
