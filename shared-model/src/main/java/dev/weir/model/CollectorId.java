package dev.weir.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one collector in the fleet for ever, and tells where it runs.
 *
 * <p>Written as {@code c3.7.184}: shard 3, started under token 7, the 184th of it. No two owners of a shard have the same
 * token, so no two collectors have the same id.
 *
 * @param shard index of the shard
 * @param token fencing token of the lease under which the collector was started
 * @param number counts from 1 within (shard, token)
 */
public record CollectorId(int shard, long token, long number) implements Comparable<CollectorId> {
    private static final Pattern FORM = Pattern.compile("c(\\d{1,6})\\.(\\d{1,18})\\.(\\d{1,18})");

    public CollectorId {
        if (shard < 0 || token < 1 || number < 1) {
            throw new IllegalArgumentException("no collector id: c" + shard + "." + token + "." + number);
        }
    }

    /**
     * Reads an id as it is written.
     *
     * @throws IllegalArgumentException when the text is no collector id; says what was expected
     */
    public static CollectorId parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "collector id '" + text + "' has the wrong form: expected c<shard>.<token>.<number>");
        }
        return new CollectorId(
                Integer.parseInt(form.group(1)), Long.parseLong(form.group(2)), Long.parseLong(form.group(3)));
    }

    @Override
    public int compareTo(CollectorId other) {
        int byShard = Integer.compare(shard, other.shard);
        int byToken = byShard != 0 ? byShard : Long.compare(token, other.token);
        return byToken != 0 ? byToken : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "c" + shard + "." + token + "." + number;
    }
}
