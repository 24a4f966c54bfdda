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
 * Removes an entry that is not what it should be, and says what it was. An entry that fits is left as it is: it may have been made
 * anew since it was found.
 */
final class PutAside<K, V> implements EntryProcessor<K, V, String>, HazelcastInstanceAware {
    private static final long serialVersionUID = 1L;

    private final String map;
    private final boolean onBackup;
    private transient @Nullable HazelcastInstance member;

    PutAside(String map, boolean onBackup) {
        this.map = map;
        this.onBackup = onBackup;
    }

    @Override
    @SuppressWarnings(
            "NullAway") // Null answers nothing, and a null value removes the entry; Hazelcast carries no nullness.
    public String process(Map.Entry<K, V> entry) {
        if (!onBackup) {
            PauseGuard.of(Objects.requireNonNull(member, "entry processor outside of a member"))
                    .requireMayWrite();
        }
        EntryShape<?> shape = EntryShape.of(map);
        if (shape.fitting(entry) != null) {
            return null;
        }
        String what = shape.describe(entry);
        entry.setValue(null);
        return what;
    }

    @Override
    public EntryProcessor<K, V, String> getBackupProcessor() {
        return new PutAside<>(map, true);
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    static final class Serializer implements CompactSerializer<PutAside<?, ?>> {
        @Override
        public PutAside<?, ?> read(CompactReader reader) {
            return new PutAside<>(Objects.requireNonNull(reader.readString("map")), reader.readBoolean("onBackup"));
        }

        @Override
        public void write(CompactWriter writer, PutAside<?, ?> value) {
            writer.writeString("map", value.map);
            writer.writeBoolean("onBackup", value.onBackup);
        }

        @Override
        public String getTypeName() {
            return "dev.weir.cluster.PutAside";
        }

        @Override
        @SuppressWarnings("unchecked")
        public Class<PutAside<?, ?>> getCompactClass() {
            return (Class<PutAside<?, ?>>) (Class<?>) PutAside.class;
        }
    }
}
