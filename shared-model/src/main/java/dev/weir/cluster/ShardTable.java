package dev.weir.cluster;

import dev.weir.model.CollectorRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The collectors of one shard, in the map {@link FleetMaps#COLLECTORS}.
 *
 * <p>Changed in place by {@link Change}s on the partition's thread only; the map keeps it as an object, so that a delta
 * costs no serialization of the whole.
 */
public final class ShardTable {
    private int count;
    private long token;
    private final TreeMap<Long, CollectorRecord> rows = new TreeMap<>();
    private final TreeSet<Long> stopWanted = new TreeSet<>();

    public ShardTable(int count, long token) {
        this.count = count;
        this.token = token;
    }

    /** How many shards the bot was split into for that owner. */
    public int count() {
        return count;
    }

    /** Token of the owner whose collectors these are. */
    public long token() {
        return token;
    }

    public int size() {
        return rows.size();
    }

    /** Up to {@code limit} rows with a number above {@code after}, in order. */
    public List<CollectorRecord> page(long after, int limit) {
        List<CollectorRecord> page = new ArrayList<>(Math.min(limit, rows.size()));
        for (CollectorRecord row : rows.tailMap(after, false).values()) {
            if (page.size() == limit) {
                break;
            }
            page.add(row);
        }
        return page;
    }

    /** Numbers of the collectors that somebody asked to stop and that still run. */
    public List<Long> stopWanted() {
        return List.copyOf(stopWanted);
    }

    boolean contains(long number) {
        return rows.containsKey(number);
    }

    void put(Collection<CollectorRecord> changed) {
        for (CollectorRecord row : changed) {
            if (isWhole(row)) {
                rows.put(row.number(), row);
            }
        }
    }

    /** A record that arrives without one of its fields has null there, whatever its type says. */
    private static boolean isWhole(CollectorRecord row) {
        return row.number() > 0
                && Stream.of(row.kind(), row.scope(), row.state()).noneMatch(Objects::isNull);
    }

    void remove(long number) {
        rows.remove(number);
        stopWanted.remove(number);
    }

    void wantStopped(Collection<Long> numbers) {
        stopWanted.addAll(numbers);
    }

    void clear(int newCount, long newToken) {
        count = newCount;
        token = newToken;
        rows.clear();
        stopWanted.clear();
    }

    /** Drops the rows only; what somebody asked for stays asked for. */
    void clearRows() {
        rows.clear();
    }

    void forgetStopsOfTheGone() {
        stopWanted.retainAll(rows.keySet());
    }
}
