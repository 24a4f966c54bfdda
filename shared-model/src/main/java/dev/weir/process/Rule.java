package dev.weir.process;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What several settings must fulfil together. It is looked at when each of its keys was read without a mistake, so that all
 * mistakes of a configuration are told together.
 */
public final class Rule {
    private final Key<?> key;
    private final List<Key<?>> keys;
    private final Predicate<Settings> holds;
    private final String expected;

    private Rule(Key<?> key, List<Key<?>> keys, Predicate<Settings> holds, String expected) {
        this.key = key;
        this.keys = keys;
        this.holds = holds;
        this.expected = expected;
    }

    /**
     * A rule.
     *
     * @param key the setting that is named when the rule does not hold
     * @param expected begins with "expected"
     * @param others the other settings that it looks at
     */
    public static Rule of(Key<?> key, Predicate<Settings> holds, String expected, Key<?>... others) {
        List<Key<?>> keys = new ArrayList<>(List.of(others));
        keys.add(key);
        return new Rule(key, List.copyOf(keys), holds, expected);
    }

    Key<?> key() {
        return key;
    }

    List<Key<?>> keys() {
        return keys;
    }

    boolean holds(Settings settings) {
        return holds.test(settings);
    }

    String expected() {
        return expected;
    }
}
