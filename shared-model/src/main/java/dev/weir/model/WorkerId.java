package dev.weir.model;

import java.util.regex.Pattern;

/**
 * The name of a worker process, chosen by its operator and unique in the fleet.
 *
 * @param value 1 to 64 characters of {@code a-z}, {@code A-Z}, {@code 0-9}, {@code .}, {@code _} and {@code -}
 */
public record WorkerId(String value) implements Comparable<WorkerId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public WorkerId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "worker id must be 1 to 64 characters of letters, digits, '.', '_' and '-', was '" + value + "'");
        }
    }

    @Override
    public int compareTo(WorkerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
