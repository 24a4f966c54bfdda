package dev.weir.worker.admission;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which limits apply to a demand. Thread-safe without a lock. */
final class Scopes {
    /** Cells of guilds, users and shards that are kept although nothing of them is in use. */
    private static final int IDLE_KEPT = 4_096;

    final Cell fleet;
    private final Cell[] always;
    private final @Nullable Cell worker;
    private final @Nullable Keyed shards;
    private final @Nullable Keyed tenants;
    private final @Nullable Keyed users;
    private final Map<String, Cell> kinds = new LinkedHashMap<>();
    private final boolean plain;

    /** The cells of one kind of scope, made when first asked for. */
    private static final class Keyed {
        final String limit;
        final int most;
        final ConcurrentHashMap<Long, Cell> cells = new ConcurrentHashMap<>();

        Keyed(String limit, int most) {
            this.limit = limit;
            this.most = most;
        }

        Cell of(long key) {
            Cell cell = cells.get(key);
            return cell != null ? cell : cells.computeIfAbsent(key, k -> new Cell(limit, Cell.Reach.SOME, k, most));
        }

        Optional<Cell> fullest() {
            return cells.values().stream().max(Comparator.comparingLong(Cell::used));
        }

        void tidy(Cell cell) {
            Long key = cell.key;
            if (key != null && cells.size() > IDLE_KEPT && cell.retire()) {
                cells.remove(key, cell);
            }
        }
    }

    Scopes(Cell fleet, LocalLimits limits) {
        this.fleet = fleet;
        this.worker = limits.worker() == 0 ? null : new Cell("worker", Cell.Reach.ALL, null, limits.worker());
        this.always = worker == null ? new Cell[] {fleet} : new Cell[] {worker, fleet};
        this.shards = keyed("shard", limits.shard());
        this.tenants = keyed("tenant", limits.tenant());
        this.users = keyed("user", limits.user());
        new TreeMap<>(limits.kinds())
                .forEach((kind, most) -> kinds.put(kind, new Cell("kind." + kind, Cell.Reach.SOME, null, most)));
        this.plain = shards == null && tenants == null && users == null && kinds.isEmpty();
    }

    private static @Nullable Keyed keyed(String limit, int most) {
        return most == 0 ? null : new Keyed(limit, most);
    }

    /** Every cell that a demand takes from; the fleet's is the last. Only {@link #take} changes the array. */
    Cell[] of(Demand demand) {
        return plain ? always : more(demand);
    }

    /** Made for each request: so without a list, and with each map asked once. */
    private Cell[] more(Demand demand) {
        Cell shard = shards == null || demand.shard() < 0 ? null : shards.of(demand.shard());
        Cell tenant = tenants == null || demand.tenant() == 0 ? null : tenants.of(demand.tenant());
        Cell user = users == null || demand.user() == 0 ? null : users.of(demand.user());
        List<String> named = demand.kinds();
        Cell[] cells = new Cell[3 + named.size() + always.length];
        int size = 0;
        size = add(cells, size, shard);
        size = add(cells, size, tenant);
        size = add(cells, size, user);
        for (int i = 0; i < named.size(); i++) {
            size = add(cells, size, kinds.get(named.get(i)));
        }
        for (Cell each : always) {
            size = add(cells, size, each);
        }
        return size == cells.length ? cells : Arrays.copyOf(cells, size);
    }

    private static int add(Cell[] cells, int size, @Nullable Cell cell) {
        if (cell == null) {
            return size;
        }
        cells[size] = cell;
        return size + 1;
    }

    /**
     * Takes from all or none; answers the one that had too little, or null. A cell that was retired meanwhile is replaced in the
     * array by its successor.
     */
    @Nullable
    Cell take(Cell[] cells, int weight) {
        for (int i = 0; i < cells.length; i++) {
            while (!cells[i].take(weight)) {
                if (!cells[i].retired()) {
                    for (int taken = 0; taken < i; taken++) {
                        cells[taken].give(weight);
                    }
                    return cells[i];
                }
                cells[i] = successor(cells[i]);
            }
        }
        return null;
    }

    private Cell successor(Cell retired) {
        Keyed of = keyedOf(retired);
        Long key = Objects.requireNonNull(retired.key);
        of.cells.remove(key, retired);
        return of.of(key);
    }

    /** Which limit lacks permits for a demand; the fleet's when none does any more. */
    String lacking(Demand demand) {
        for (Cell cell : of(demand)) {
            if (cell.room() < demand.weight()) {
                return cell.limit;
            }
        }
        return fleet.limit;
    }

    /** Forgets what nobody uses any more. */
    void tidy(Cell[] cells) {
        if (plain) {
            return;
        }
        for (Cell cell : cells) {
            if (cell.key != null) {
                keyedOf(cell).tidy(cell);
            }
        }
    }

    private Keyed keyedOf(Cell cell) {
        Keyed of = switch (cell.limit) {
            case "shard" -> shards;
            case "tenant" -> tenants;
            case "user" -> users;
            default -> null;
        };
        return Objects.requireNonNull(of, cell.limit);
    }

    /** The limits that hold for all of this worker or for a kind; those of guilds and users are not listed. */
    List<Cell> listed() {
        List<Cell> all = new ArrayList<>(List.of(always));
        all.addAll(kinds.values());
        return all;
    }

    /** Of the shards, of the guilds and of the users the one that uses most. */
    List<Cell> fullest() {
        return Stream.of(shards, tenants, users)
                .filter(Objects::nonNull)
                .flatMap(each -> each.fullest().stream())
                .toList();
    }
}
