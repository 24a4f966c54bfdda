package dev.weir.worker.dispatch;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The inbox of a lane under Lincheck: many put, one takes, and what comes of it must be what comes of some order of whole calls.
 * That a sleeping lane is woken is not looked at: to Lincheck any sleeper may wake by itself.
 */
class InboxInterleavingsTest {

    /** Who takes is one thread, as the lane is. These are public because Lincheck calls them from elsewhere. */
    public static class Events {
        private final Inbox inbox = new Inbox(16, 1 << 20);

        @Operation
        public boolean put(@Param(gen = IntGen.class) int event) {
            return inbox.put(event, 0);
        }

        @Operation(nonParallelGroup = "lane")
        public @Nullable Object poll() {
            return inbox.poll();
        }
    }

    /** How a lane ends: it closes, then takes what was put for certain meanwhile. */
    public static class Closing {
        private final Inbox inbox = new Inbox(16, 1 << 20);

        @Operation
        public boolean putSurely(@Param(gen = IntGen.class) int command) {
            return inbox.putSurely(command);
        }

        @Operation(nonParallelGroup = "lane")
        public List<Object> closeAndTakeTheRest() {
            inbox.close();
            List<Object> rest = new ArrayList<>();
            boolean more = true;
            while (more) {
                more = inbox.expectsMore();
                for (Object left = inbox.poll(); left != null; left = inbox.poll()) {
                    rest.add(left);
                }
            }
            return rest;
        }
    }

    /** Interleavings of two threads with two calls each, tried in turn. */
    private static ModelCheckingOptions fewSteps(int invocations) {
        return new ModelCheckingOptions()
                .iterations(4)
                .invocationsPerIteration(invocations)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(3);
    }

    @Test
    void whatIsPutIsTakenOnceAndInOrder() {
        fewSteps(300).check(Events.class);
    }

    @Test
    void whatWasPutForCertainIsTakenAlthoughTheInboxClosesMeanwhile() {
        fewSteps(100).check(Closing.class);
    }
}
