package dev.weir.coordinator.plan;

import dev.weir.cluster.WorkerRow;
import java.util.List;
import java.util.TreeSet;

/** What one living worker carries, as a plan goes on. Owned by one {@link Placement}. */
final class Load {
    private final WorkerRow row;
    private final Zone zone;
    private final int[] perBucket;
    private final TreeSet<Integer> settled = new TreeSet<>();
    private final TreeSet<Integer> unsettled = new TreeSet<>();
    private final int share;
    private final Grade grade;
    private int shards;

    /** Shards that it has, or will have, and that are not ACTIVE there. */
    private int pending;

    /** Workers of one place, which may be lost together. */
    static final class Zone {
        final int[] perBucket;
        /** Workers that take shards: those that are not drained. */
        int takers;

        /** Those of them that carry more than their share. */
        int exceeding;

        Zone(int buckets) {
            this.perBucket = new int[buckets];
        }

        double inBucketOf(int shard) {
            return (double) perBucket[shard % perBucket.length] / Math.max(1, takers);
        }
    }

    Load(WorkerRow row, Zone zone, int buckets, int share, Grade grade) {
        this.row = row;
        this.zone = zone;
        this.perBucket = new int[buckets];
        this.share = share;
        this.grade = grade;
    }

    WorkerRow row() {
        return row;
    }

    Zone zone() {
        return zone;
    }

    String worker() {
        return row.worker();
    }

    long epoch() {
        return row.epoch();
    }

    boolean draining() {
        return row.draining();
    }

    Grade grade() {
        return grade;
    }

    /** A shard comes to it, or is there and not ACTIVE. */
    void expect() {
        pending++;
    }

    /** Whether it may be given what another serves: it has proved itself, and the last shard that it was given is ACTIVE. */
    boolean isReadyToServe() {
        return pending == 0 && (grade == Grade.FRESH || grade == Grade.PROVEN);
    }

    private boolean takes() {
        return !draining() && grade.takes();
    }

    int capacity() {
        return row.profile().capacity();
    }

    int shards() {
        return shards;
    }

    boolean hasRoom() {
        return shards < capacity();
    }

    /** Shards that may be moved: they are acted for, or have cost nothing yet. In order. */
    List<Integer> settled() {
        return List.copyOf(settled);
    }

    /** Ordered, and on their way: nobody acts for them yet. */
    List<Integer> unsettled() {
        return List.copyOf(unsettled);
    }

    /** Whether it is ordered to have a shard, as far as this plan has not taken it away. */
    boolean has(int shard) {
        return settled.contains(shard) || unsettled.contains(shard);
    }

    void settle(int shard) {
        settled.add(shard);
    }

    void unsettle(int shard) {
        unsettled.add(shard);
    }

    void add(int shard) {
        shards++;
        zone.exceeding += takes() && shards == share + 1 ? 1 : 0;
        perBucket[shard % perBucket.length]++;
        zone.perBucket[shard % perBucket.length]++;
    }

    void remove(int shard) {
        shards--;
        zone.exceeding -= takes() && shards == share ? 1 : 0;
        perBucket[shard % perBucket.length]--;
        zone.perBucket[shard % perBucket.length]--;
        settled.remove(shard);
        unsettled.remove(shard);
    }

    int inBucketOf(int shard) {
        return perBucket[shard % perBucket.length];
    }
}
