package dev.weir.worker.admission;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many demands got nothing, by reason. Thread-safe without a lock. */
final class Refusals {
    private final Map<Refusal, LongAdder> counts = new EnumMap<>(Refusal.class);

    Refusals() {
        for (Refusal each : Refusal.values()) {
            counts.put(each, new LongAdder());
        }
    }

    /** Counts it, and answers with what the caller is told. */
    Answer.Refused refuse(Refusal why, String reason) {
        count(why);
        return new Answer.Refused(reason);
    }

    void count(Refusal why) {
        of(why).increment();
    }

    long counted(Refusal why) {
        return of(why).sum();
    }

    private LongAdder of(Refusal why) {
        return Objects.requireNonNull(counts.get(why));
    }
}
