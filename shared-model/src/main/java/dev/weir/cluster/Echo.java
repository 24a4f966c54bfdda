package dev.weir.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.serialization.compact.CompactReader;
import com.hazelcast.nio.serialization.compact.CompactSerializer;
import com.hazelcast.nio.serialization.compact.CompactWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One coordinator asks another whether it still counts it as a member: the round trip of {@link FleetMember#majorityRoundTrip}. */
final class Echo implements Callable<Boolean>, HazelcastInstanceAware {
    private final String asker;
    private @Nullable HazelcastInstance member;

    /** @param asker the asking member's id in the cluster */
    Echo(String asker) {
        this.asker = asker;
    }

    @Override
    public Boolean call() {
        return Objects.requireNonNull(member).getCluster().getMembers().stream()
                .anyMatch(one -> one.getUuid().toString().equals(asker));
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    static final class Serializer implements CompactSerializer<Echo> {
        @Override
        public Echo read(CompactReader reader) {
            return new Echo(Objects.requireNonNull(reader.readString("asker")));
        }

        @Override
        public void write(CompactWriter writer, Echo value) {
            writer.writeString("asker", value.asker);
        }

        @Override
        public String getTypeName() {
            return "dev.weir.cluster.Echo";
        }

        @Override
        public Class<Echo> getCompactClass() {
            return Echo.class;
        }
    }
}
