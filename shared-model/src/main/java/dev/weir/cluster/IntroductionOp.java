package dev.weir.cluster;

import com.hazelcast.internal.cluster.impl.operations.JoinOperation;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.spi.impl.operationservice.Operation;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One coordinator introduces itself to another one and hears whether it would be let in.
 *
 * <p>Allowed between two that are no members of the same cluster, as Hazelcast's own questions before a join are.
 */
final class IntroductionOp extends Operation implements JoinOperation {
    /** Any number that Hazelcast does not use, whose own are negative. */
    static final int FACTORY = 7_701;

    static final DataSerializableFactory MAKER = _ -> new IntroductionOp(null);

    private String @Nullable [] asker;
    private transient String @Nullable [] answer;

    IntroductionOp(@Nullable Introduction asker) {
        this.asker = asker == null ? null : asker.parts();
    }

    @Override
    public void run() {
        Admission admission =
                Admission.of(Objects.requireNonNull(getNodeEngine()).getHazelcastInstance());
        answer = admission.answer(Introduction.of(asker)).parts();
    }

    @Override
    public @Nullable Object getResponse() {
        return answer;
    }

    @Override
    protected void writeInternal(ObjectDataOutput out) throws IOException {
        super.writeInternal(out);
        out.writeStringArray(asker);
    }

    @Override
    protected void readInternal(ObjectDataInput in) throws IOException {
        super.readInternal(in);
        asker = in.readStringArray();
    }

    @Override
    public int getFactoryId() {
        return FACTORY;
    }

    @Override
    public int getClassId() {
        return 1;
    }
}
