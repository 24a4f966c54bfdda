package dev.weir.benchmark.admission;

import com.hazelcast.map.EntryProcessor;
import java.io.Serial;
import java.util.Map;

/**
 * Takes one permit if there is one, or gives one back: what a semaphore of the whole fleet has to do with every call.
 *
 * @param more 1 or -1
 */
record TakePermit(int more, long most) implements EntryProcessor<String, Long, Boolean> {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean process(Map.Entry<String, Long> entry) {
        long used = entry.getValue() == null ? 0 : entry.getValue();
        if (used + more > most) {
            return false;
        }
        entry.setValue(used + more);
        return true;
    }
}
