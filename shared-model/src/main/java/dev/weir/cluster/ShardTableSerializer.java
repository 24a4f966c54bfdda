package dev.weir.cluster;

import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import dev.weir.model.CollectorRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A {@link ShardTable} on its way to a backup or to a new owner of its partition; deltas never ship it. */
final class ShardTableSerializer implements CompactSerializer<ShardTable> {

    @Override
    public ShardTable read(CompactReader reader) {
        ShardTable table = new ShardTable(reader.readInt32("count"), reader.readInt64("token"));
        CollectorRecord[] rows = reader.readArrayOfCompact("rows", CollectorRecord.class);
        long[] stopWanted = reader.readArrayOfInt64("stopWanted");
        table.put(List.of(Objects.requireNonNull(rows)));
        table.wantStopped(
                Arrays.stream(Objects.requireNonNull(stopWanted)).boxed().toList());
        return table;
    }

    @Override
    public void write(CompactWriter writer, ShardTable table) {
        writer.writeInt32("count", table.count());
        writer.writeInt64("token", table.token());
        writer.writeArrayOfCompact("rows", table.page(0, Integer.MAX_VALUE).toArray(CollectorRecord[]::new));
        writer.writeArrayOfInt64(
                "stopWanted",
                table.stopWanted().stream().mapToLong(Long::longValue).toArray());
    }

    @Override
    public String getTypeName() {
        return "dev.weir.cluster.ShardTable";
    }

    @Override
    public Class<ShardTable> getCompactClass() {
        return ShardTable.class;
    }
}
