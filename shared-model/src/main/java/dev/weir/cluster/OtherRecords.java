package dev.weir.cluster;

import com.hazelcast.query.Predicate;
import java.util.List;
import java.util.Map;

/**
 * Finds the shards' records that are not as they were seen last.
 *
 * @param seen by index, the {@linkplain ShardRecord#stamp stamp} that was seen; one that is missing was not seen
 */
public record OtherRecords(List<Long> seen) implements Predicate<Integer, ShardRecord> {
    private static final long serialVersionUID = 1L;

    public OtherRecords {
        seen = List.copyOf(seen);
    }

    @Override
    public boolean apply(Map.Entry<Integer, ShardRecord> entry) {
        ShardRecord record = EntryShape.SHARDS.fitting(entry);
        return record != null && (record.index() >= seen.size() || seen.get(record.index()) != record.stamp());
    }
}
