package dev.weir.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.CompactSerializationConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.SerializationConfig;
import dev.weir.model.BotProof;
import dev.weir.model.CollectorRecord;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardId;
import dev.weir.model.ShardStatus;
import dev.weir.model.Standing;
import dev.weir.model.WorkerProfile;
import java.util.List;

/**
 * Everything that may cross a process boundary, in one closed list. What is not in it is refused by both sides.
 *
 * <p>The port has no authentication, so nothing that arrives there may choose which class is made of it: Compact makes only
 * the listed records, and Java serialization, with which members send each other exceptions, makes exceptions only.
 */
final class Wire {
    /** Records, written field by field as they are declared; another field or name is another wire form. */
    static final List<Class<? extends Record>> RECORDS = List.of(
            // model
            BotProof.class,
            CollectorRecord.class,
            LimitUse.class,
            Orders.class,
            Report.class,
            ShardId.class,
            ShardStatus.class,
            Standing.class,
            WorkerProfile.class,
            // values of the maps
            WorkerRow.class,
            ShardRecord.class,
            Ledger.class,
            Holding.class,
            IdentifyBook.class,
            Slot.class,
            // changes
            Join.class,
            Renew.class,
            Leave.class,
            Order.class,
            Expire.class,
            Assign.class,
            Release.class,
            Quarantine.class,
            LiftQuarantine.class,
            Drain.class,
            ApplyDeltas.class,
            ClearTable.class,
            RequestStop.class,
            ReadTable.class,
            WriteLedger.class,
            SetLimit.class,
            KeepLimit.class,
            Forget.class,
            GiveSlots.class,
            TakeSlot.class,
            PutBackShard.class,
            PutBackLedger.class,
            // questions
            OtherRows.class,
            OtherRecords.class,
            UnseenOrders.class,
            Unfit.class,
            // answers
            JoinAnswer.class,
            RenewAnswer.class,
            AssignAnswer.class,
            TableAnswer.class,
            TablePage.class);

    private Wire() {}

    /** Closes a member's or a client's serialization to the list. */
    static void close(SerializationConfig config) {
        CompactSerializationConfig compact = config.getCompactSerializationConfig();
        JavaSerializationFilterConfig onlyListed = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        // The list counts only once it was asked for, even when it were empty.
        ClassFilter listed = onlyListed.getWhitelist();
        for (Class<? extends Record> type : RECORDS) {
            compact.addClass(type);
            listed.addClasses(type.getName());
        }
        compact.setZeroConfigFilter(onlyListed);
        compact.addSerializer(new ShardTableSerializer());
        compact.addSerializer(new EntryChange.Serializer());
        compact.addSerializer(new EntryRead.Serializer());
        compact.addSerializer(new PutAside.Serializer());
        compact.addSerializer(new Echo.Serializer());

        config.setJavaSerializationFilterConfig(MemberErrors.only());
    }
}
