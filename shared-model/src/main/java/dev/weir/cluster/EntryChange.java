package dev.weir.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Change} where its entry is: the one entry processor that writes.
 *
 * <p>On the owner of the key it first asks the member's {@link PauseGuard}; when that refuses, the caller is told to try
 * again, which Hazelcast does by itself until the caller's time is over. On backups it does not ask: what the owner accepted
 * is to be kept. A value that does not {@linkplain EntryShape fit} is none.
 */
final class EntryChange<K, V, R> implements EntryProcessor<K, V, R>, HazelcastInstanceAware {
    // Entry processors are java.io.Serializable by their interface; Java serialization is closed, Compact is used.
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Never goes through Java serialization.
    private final Change<V, R> change;

    private final boolean onBackup;
    private transient @Nullable HazelcastInstance member;

    EntryChange(Change<V, R> change, boolean onBackup) {
        this.change = change;
        this.onBackup = onBackup;
    }

    @Override
    public R process(Map.Entry<K, V> entry) {
        if (!onBackup) {
            PauseGuard.of(Objects.requireNonNull(member, "entry processor outside of a member"))
                    .requireMayWrite();
        }
        Outcome<V, R> outcome = change.on(EntryShape.of(change).fitting(entry));
        if (outcome.changed()) {
            store(entry, outcome.value());
        }
        return outcome.answer();
    }

    @SuppressWarnings("NullAway") // A null value removes the entry; Hazelcast carries no nullness.
    private static <K, V> void store(Map.Entry<K, V> entry, @Nullable V value) {
        entry.setValue(value);
    }

    @Override
    public EntryProcessor<K, V, R> getBackupProcessor() {
        return new EntryChange<>(change, true);
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public String toString() {
        return "EntryChange[" + change.getClass().getSimpleName() + (onBackup ? ", backup]" : "]");
    }

    /** Its wire form: the change, whatever it is, as a nested Compact value. */
    static final class Serializer implements CompactSerializer<EntryChange<?, ?, ?>> {
        @Override
        public EntryChange<?, ?, ?> read(CompactReader reader) {
            Change<?, ?> change = reader.readCompact("change");
            return new EntryChange<>(Objects.requireNonNull(change), reader.readBoolean("onBackup"));
        }

        @Override
        public void write(CompactWriter writer, EntryChange<?, ?, ?> value) {
            writer.writeCompact("change", value.change);
            writer.writeBoolean("onBackup", value.onBackup);
        }

        @Override
        public String getTypeName() {
            return "dev.weir.cluster.EntryChange";
        }

        @Override
        @SuppressWarnings("unchecked")
        public Class<EntryChange<?, ?, ?>> getCompactClass() {
            return (Class<EntryChange<?, ?, ?>>) (Class<?>) EntryChange.class;
        }
    }
}
