package dev.weir.cluster;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs a {@link Read} where its entry is; never on a backup. */
final class EntryRead<K, V, R> implements EntryProcessor<K, V, R>, ReadOnly {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Never goes through Java serialization.
    private final Read<V, R> read;

    EntryRead(Read<V, R> read) {
        this.read = read;
    }

    @Override
    public R process(Map.Entry<K, V> entry) {
        return read.on(EntryShape.of(read).fitting(entry)).answer();
    }

    @Override
    public @Nullable EntryProcessor<K, V, R> getBackupProcessor() {
        return null;
    }

    @Override
    public String toString() {
        return "EntryRead[" + read.getClass().getSimpleName() + "]";
    }

    /** Its wire form: the read, whatever it is, as a nested Compact value. */
    static final class Serializer implements CompactSerializer<EntryRead<?, ?, ?>> {
        @Override
        public EntryRead<?, ?, ?> read(CompactReader reader) {
            Read<?, ?> read = reader.readCompact("read");
            return new EntryRead<>(Objects.requireNonNull(read));
        }

        @Override
        public void write(CompactWriter writer, EntryRead<?, ?, ?> value) {
            writer.writeCompact("read", value.read);
        }

        @Override
        public String getTypeName() {
            return "dev.weir.cluster.EntryRead";
        }

        @Override
        @SuppressWarnings("unchecked")
        public Class<EntryRead<?, ?, ?>> getCompactClass() {
            return (Class<EntryRead<?, ?, ?>>) (Class<?>) EntryRead.class;
        }
    }
}
