package dev.weir.cluster;

import com.hazelcast.nio.serialization.HazelcastSerializationException;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardStatus;
import dev.weir.model.WorkerId;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of one map have to be: the types of key and value, and what no writer of Weir ever puts into them.
 *
 * <p>The cluster port has no authentication, so an entry may be anything that a Hazelcast client can send. What does not fit is
 * read as if it were absent, wherever it is read; its owner makes it anew, and the leader {@linkplain PutAside puts it aside}.
 *
 * @param <V> value of the map
 */
final class EntryShape<V> {
    static final EntryShape<WorkerRow> WORKERS =
            new EntryShape<>(FleetMaps.WORKERS, String.class, WorkerRow.class, EntryShape::isRow);
    static final EntryShape<ShardRecord> SHARDS =
            new EntryShape<>(FleetMaps.SHARDS, Integer.class, ShardRecord.class, EntryShape::isRecord);
    static final EntryShape<ShardTable> COLLECTORS = new EntryShape<>(
            FleetMaps.COLLECTORS,
            Integer.class,
            ShardTable.class,
            (shard, table) -> isShard(shard) && isNumber(table.token()));
    static final EntryShape<Ledger> LEDGER =
            new EntryShape<>(FleetMaps.LEDGER, String.class, Ledger.class, EntryShape::isLedger);
    static final EntryShape<IdentifyBook> IDENTIFY =
            new EntryShape<>(FleetMaps.IDENTIFY, String.class, IdentifyBook.class, EntryShape::isBook);

    private static final List<EntryShape<?>> ALL = List.of(WORKERS, SHARDS, COLLECTORS, LEDGER, IDENTIFY);

    /** The most shards that a bot can be configured with. */
    private static final int SHARDS_AT_MOST = 100_000;

    /** Epochs, tokens and counters grow by one at a time: one that is near the end of its type was not counted. */
    private static final long NUMBER_AT_MOST = 1L << 56;

    private static final int SHOWN_OF_KEY = 64;

    private static final ClassValue<EntryShape<?>> OF_CHANGES = new ClassValue<>() {
        @Override
        protected EntryShape<?> computeValue(Class<?> change) {
            return changedBy(change);
        }
    };

    private final String map;
    private final Class<?> key;
    private final Class<V> value;
    private final BiPredicate<Object, V> possible;

    private <K> EntryShape(String map, Class<K> key, Class<V> value, BiPredicate<K, V> possible) {
        this.map = map;
        this.key = key;
        this.value = value;
        this.possible = (found, entry) -> possible.test(key.cast(found), entry);
    }

    /** The shape of a map's entries. */
    static EntryShape<?> of(String map) {
        for (EntryShape<?> each : ALL) {
            if (each.map.equals(map)) {
                return each;
            }
        }
        throw new IllegalArgumentException("map '" + map + "' is unknown: expected one of " + FleetMaps.ALL);
    }

    /** The shape of the entries that a change is made for, as it declares. */
    @SuppressWarnings("unchecked") // The change declares the type of the values, and the shape was found by that type.
    static <V> EntryShape<V> of(Change<V, ?> change) {
        return (EntryShape<V>) OF_CHANGES.get(change.getClass());
    }

    private static EntryShape<?> changedBy(Class<?> change) {
        for (Type each : change.getGenericInterfaces()) {
            if (each instanceof ParameterizedType type
                    && Set.of(Change.class, Read.class).contains(type.getRawType())) {
                for (EntryShape<?> shape : ALL) {
                    if (shape.value.equals(type.getActualTypeArguments()[0])) {
                        return shape;
                    }
                }
            }
        }
        throw new IllegalArgumentException(change + " does not say which map it changes");
    }

    String map() {
        return map;
    }

    /** The value of an entry; null when there is none, or none that fits. */
    @Nullable
    V fitting(Map.Entry<?, ?> entry) {
        try {
            return fitting(entry.getKey(), entry.getValue());
        } catch (HazelcastSerializationException unreadable) {
            return null;
        }
    }

    @Nullable
    V fitting(@Nullable Object foundKey, @Nullable Object foundValue) {
        if (!key.isInstance(foundKey) || !value.isInstance(foundValue)) {
            return null;
        }
        V fitting = value.cast(foundValue);
        return possible.test(foundKey, fitting) ? fitting : null;
    }

    /** Names an entry that does not fit, and what it is; never its content, which may be large, or anything else. */
    String describe(Map.Entry<?, ?> entry) {
        return map + "/" + shownKey(entry) + " is " + shownValue(entry) + ", expected a " + value.getSimpleName()
                + " of this key";
    }

    private static String shownKey(Map.Entry<?, ?> entry) {
        try {
            String text = String.valueOf(entry.getKey()).replaceAll("[^ -~]", "?");
            return "'" + (text.length() > SHOWN_OF_KEY ? text.substring(0, SHOWN_OF_KEY) + "…" : text) + "'";
        } catch (HazelcastSerializationException unreadable) {
            return "a key that cannot be read";
        }
    }

    private String shownValue(Map.Entry<?, ?> entry) {
        try {
            Object found = entry.getValue();
            return value.isInstance(found)
                    ? "a " + value.getSimpleName() + " that cannot be"
                    : "a " + found.getClass().getName();
        } catch (HazelcastSerializationException unreadable) {
            return "a value that cannot be read";
        }
    }

    private static boolean isRow(String worker, WorkerRow row) {
        return isWorker(worker)
                && worker.equals(row.worker())
                && isNumber(row.epoch() - 1)
                && isNumber(row.counter())
                && areThere(row.nonce(), row.profile(), row.report(), row.orders())
                && areThere(
                        row.profile().version(),
                        row.profile().zone(),
                        row.profile().probe())
                && isReport(row.report())
                && isOrders(row.orders());
    }

    private static boolean isReport(Report report) {
        for (ShardStatus status : report.shards()) {
            if (!isShard(status.index())
                    || status.index() >= status.count()
                    || !isNumber(status.token())
                    || !isNumber(status.slotUsed())
                    || !areThere(status.phase())) {
                return false;
            }
        }
        for (LimitUse use : report.limits()) {
            if (!areThere(use.limit()) || use.held() < 0 || use.used() < 0 || use.waiting() < 0) {
                return false;
            }
        }
        return isNumber(report.ordersSeen())
                && areThere(report.proof())
                && report.live().stream().allMatch(shard -> isShard(shard.index()));
    }

    private static boolean isOrders(Orders orders) {
        return isNumber(orders.sequence())
                && orders.shardCount() >= 0
                && areThere(orders.standing())
                && areThere(orders.standing().kind(), orders.standing().text())
                && areOfShards(orders.shards())
                && areOfShards(orders.identifySlots());
    }

    private static boolean areOfShards(Map<Integer, Long> numbers) {
        for (Map.Entry<Integer, Long> each : numbers.entrySet()) {
            if (!isShard(each.getKey()) || !isNumber(each.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRecord(Integer shard, ShardRecord record) {
        String owner = record.owner();
        return isShard(shard)
                && shard == record.index()
                && shard < record.count()
                && isNumber(record.token() - 1)
                && (owner == null || (isWorker(owner) && isNumber(record.ownerEpoch() - 1)));
    }

    private static boolean isLedger(String limit, Ledger ledger) {
        for (Map.Entry<String, Holding> each : ledger.holdings().entrySet()) {
            Holding holding = each.getValue();
            if (!isHolder(each.getKey()) || !isNumber(holding.ceiling()) || !isNumber(holding.sequence())) {
                return false;
            }
        }
        return limit.equals(ledger.limit())
                && isNumber(ledger.version() - 1)
                && isNumber(ledger.size())
                && isNumber(ledger.pin());
    }

    private static boolean isBook(String key, IdentifyBook book) {
        for (Map.Entry<Integer, Slot> each : book.slots().entrySet()) {
            Slot slot = each.getValue();
            if (!isShard(each.getKey())
                    || !isShard(slot.shard())
                    || slot.shard() >= slot.count()
                    || !isNumber(slot.number())
                    || !isNumber(slot.token())) {
                return false;
            }
        }
        return key.equals(IdentifyBook.KEY);
    }

    private static boolean isShard(int index) {
        return index >= 0 && index < SHARDS_AT_MOST;
    }

    private static boolean isNumber(long number) {
        return number >= 0 && number < NUMBER_AT_MOST;
    }

    private static boolean isWorker(String text) {
        try {
            return text.equals(new WorkerId(text).value());
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static boolean isHolder(String text) {
        int at = text.lastIndexOf('@');
        return at > 0
                && isWorker(text.substring(0, at))
                && text.substring(at + 1).matches("\\d{1,17}");
    }

    /** A record that arrives without one of its fields has null there, whatever its type says. */
    private static boolean areThere(@Nullable Object... parts) {
        for (Object part : parts) {
            if (part == null) {
                return false;
            }
        }
        return true;
    }
}
