package dev.weir.coordinator.plan;

import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the living workers carry, and who should take one more.
 *
 * <p>Each worker has a share: all shards by all workers, no more than its capacity; drained workers have none. What does not
 * divide goes to as many workers of each zone as is fair, so that no zone has more than its part of the fleet, rounded up. Within
 * the shares the identify buckets decide, then the load. Where not all shards are to be placed now (some are kept, some are with
 * drained workers) or several versions run, the load decides first, since nobody would reach its share; and the newest version
 * is preferred up to twice its share. Owned by one {@link Placement}.
 */
final class Loads {
    private static final Comparator<String> OLDEST_FIRST = Comparator.comparing(
                    Loads::parsed, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Comparator.naturalOrder());

    private final Map<String, Load> byWorker = new TreeMap<>();
    private final Map<String, Load.Zone> zones = new HashMap<>();
    private final List<Load> takers = new ArrayList<>();
    private final List<Load> draining = new ArrayList<>();
    private final List<Load> lastResort = new ArrayList<>();
    private final Map<String, Integer> rankOfVersion;

    /** Shards that every worker should have at least, as far as its capacity goes. */
    private final int share;

    /** Whether all shards are with the takers when everything is placed. */
    private final boolean whole;

    /** How many workers should have one more. */
    private final int remainder;

    /** A worker that has too many and one that has too few. */
    record Pair(Load from, Load to) {}

    Loads(FleetView view, int buckets, boolean nothingKept, Standings standings) {
        int[] capacities = capacities(view, standings);
        int wanted = view.shardCount();
        for (int shard : view.quarantined()) {
            wanted -= shard < view.shardCount() ? 1 : 0;
        }
        share = share(capacities, wanted);
        long within = 0;
        for (int each : capacities) {
            within += Math.min(each, share);
        }
        remainder = (int) Math.max(0, wanted - within);
        for (WorkerRow row : view.alive()) {
            Load.Zone zone = zones.computeIfAbsent(row.profile().zone(), _ -> new Load.Zone(buckets));
            Load load = new Load(row, zone, buckets, share, standings.grade(row.worker()));
            byWorker.put(row.worker(), load);
            if (row.draining()) {
                draining.add(load);
            } else if (load.grade().takes()) {
                zone.takers++;
                takers.add(load);
            } else if (load.grade() == Grade.LAST_RESORT) {
                lastResort.add(load);
            }
        }
        rankOfVersion = ranks(view.alive());
        whole = nothingKept && rankOfVersion.size() < 2;
    }

    /** Of the workers that take shards, in order. */
    private static int[] capacities(FleetView view, Standings standings) {
        int[] capacities = new int[view.alive().size()];
        int takers = 0;
        for (WorkerRow row : view.alive()) {
            if (!row.draining() && standings.grade(row.worker()).takes()) {
                capacities[takers++] = row.profile().capacity();
            }
        }
        int[] sorted = Arrays.copyOf(capacities, takers);
        Arrays.sort(sorted);
        return sorted;
    }

    /** The highest level that all workers can be filled to, each to its capacity at most. */
    private static int share(int[] sortedCapacities, int shards) {
        int left = shards;
        int level = 0;
        for (int i = 0; i < sortedCapacities.length; i++) {
            int open = sortedCapacities.length - i;
            int even = level + left / open;
            if (even <= sortedCapacities[i]) {
                return even;
            }
            left -= (sortedCapacities[i] - level) * open;
            level = sortedCapacities[i];
        }
        return level;
    }

    private static Map<String, Integer> ranks(List<WorkerRow> workers) {
        Set<String> distinct = new HashSet<>();
        workers.forEach(row -> distinct.add(row.profile().version()));
        List<String> versions = new ArrayList<>(distinct);
        versions.sort(OLDEST_FIRST);
        Map<String, Integer> ranks = new HashMap<>();
        versions.forEach(version -> ranks.put(version, ranks.size()));
        return ranks;
    }

    /** What is no version number is older than all that are. */
    private static ModuleDescriptor.@Nullable Version parsed(String version) {
        try {
            return ModuleDescriptor.Version.parse(version);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    @Nullable
    Load of(String worker) {
        return byWorker.get(worker);
    }

    List<Load> draining() {
        return draining;
    }

    /** Who should take a shard that nobody acts for; null when nobody has room. The best that there are go first. */
    @Nullable
    Load targetOf(int shard) {
        boolean anyProven = takers.stream().anyMatch(each -> each.grade() == Grade.PROVEN && each.hasRoom());
        if (anyProven) {
            return targetOf(
                    shard, each -> each.grade() == Grade.PROVEN || (each.grade() == Grade.FRESH && each.shards() == 0));
        }
        Load tried = targetOf(shard, each -> each.grade() != Grade.UNTRIED);
        Load any = tried == null ? targetOf(shard, _ -> true) : tried;
        return any == null ? best(shard, lastResort, Load::hasRoom, withoutShare()) : any;
    }

    /** Who of these should take a shard. */
    @Nullable
    Load targetOf(int shard, Predicate<Load> may) {
        int newest = rankOfVersion.size() - 1;
        Load found = newest < 1
                ? null
                : best(
                        shard,
                        each -> may.test(each) && rank(each) == newest && each.shards() < 2 * (share + 1),
                        withoutShare());
        if (found == null && whole && draining.stream().allMatch(each -> each.shards() == 0)) {
            boolean exceed = exceeding() < remainder;
            found = best(
                    shard,
                    each -> may.test(each)
                            && (each.shards() < share
                                    || (exceed && each.shards() == share && zoneMayExceed(each.zone()))),
                    withinShare(shard));
        }
        return found == null ? best(shard, may, withoutShare()) : found;
    }

    private @Nullable Load best(int shard, Predicate<Load> among, Comparator<Load> order) {
        return best(shard, takers, among, order);
    }

    private static @Nullable Load best(int shard, List<Load> of, Predicate<Load> among, Comparator<Load> order) {
        Load best = null;
        Comparator<Load> all = order.thenComparingInt(each -> each.inBucketOf(shard));
        for (Load each : of) {
            if (each.hasRoom() && among.test(each) && (best == null || all.compare(each, best) < 0)) {
                best = each;
            }
        }
        return best;
    }

    private static Comparator<Load> withinShare(int shard) {
        return Comparator.<Load>comparingInt(each -> each.inBucketOf(shard))
                .thenComparingDouble(each -> each.zone().inBucketOf(shard))
                .thenComparingInt(Load::shards);
    }

    private static Comparator<Load> withoutShare() {
        return Comparator.comparingInt(Load::shards);
    }

    private int exceeding() {
        int count = 0;
        for (Load.Zone each : zones.values()) {
            count += each.exceeding;
        }
        return count;
    }

    private boolean zoneMayExceed(Load.Zone zone) {
        long fair = ((long) remainder * zone.takers + takers.size() - 1) / takers.size();
        return zone.exceeding < fair;
    }

    private int rank(Load load) {
        return rankOfVersion.getOrDefault(load.row().profile().version(), 0);
    }

    /** Two workers whose loads differ by more than one, the more loaded of no newer version; null when there are none. */
    @Nullable
    Pair mostUneven(Predicate<Load> mayTake) {
        for (int version = rankOfVersion.size() - 1; version >= 0; version--) {
            Load from = null;
            Load to = null;
            for (Load each : takers) {
                int rank = rank(each);
                if (rank == version
                        && each.hasRoom()
                        && mayTake.test(each)
                        && (to == null || each.shards() < to.shards())) {
                    to = each;
                }
                if (rank <= version && (from == null || each.shards() > from.shards())) {
                    from = each;
                }
            }
            if (from != null && to != null && from.shards() - to.shards() > 1) {
                return new Pair(from, to);
            }
        }
        return null;
    }
}
