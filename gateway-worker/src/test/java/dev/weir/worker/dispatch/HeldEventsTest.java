package dev.weir.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HeldEventsTest {
    private static final int BYTES = 100;

    private final Counters counters = new Counters();
    private final HeldEvents held = new HeldEvents(
            new LaneSettings(
                    16,
                    1 << 20,
                    Duration.ofSeconds(5),
                    3,
                    3 * BYTES,
                    Duration.ofSeconds(5),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(5),
                    LaneSettings.OnDisconnect.DEFAULT,
                    Thresholds.DEFAULT),
            counters);

    @Test
    void eventsComeBackInTheirOrder() {
        held.add(event(1, 10, BYTES));
        held.add(event(2, 20, BYTES));

        assertThat(counters.fenceHeld).isEqualTo(2);
        assertThat(held.oldest()).isEqualTo(10);
        assertThat(rest()).containsExactly(1L, 2L);
        assertThat(counters.fenceHeld).isZero();
        assertThat(dropped()).isZero();
    }

    @Test
    void theOldestMakesRoomWhenThereAreTooMany() {
        for (int i = 1; i <= 4; i++) {
            held.add(event(i, i, 1));
        }

        assertThat(rest()).containsExactly(2L, 3L, 4L);
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void asManyMakeRoomAsTheBytesOfOneNeed() {
        held.add(event(1, 1, BYTES));
        held.add(event(2, 2, BYTES));
        held.add(event(3, 3, 3 * BYTES));

        assertThat(rest()).containsExactly(3L);
        assertThat(dropped()).isEqualTo(2);
    }

    @Test
    void bytesThatWereGivenBackAreFreeAgain() {
        held.add(event(1, 1, 3 * BYTES));
        held.poll();
        held.add(event(2, 2, 3 * BYTES));

        assertThat(rest()).containsExactly(2L);
        assertThat(dropped()).isZero();
    }

    @Test
    void anEventThatIsLargerThanAllThatMayBeKeptIsDropped() {
        held.add(event(1, 1, 3 * BYTES + 1));

        assertThat(held.isEmpty()).isTrue();
        assertThat(counters.fenceHeld).isZero();
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void whatWaitsTooLongIsDropped() {
        held.add(event(1, 10, 1));
        held.add(event(2, 20, 1));

        held.dropOlderThan(20);

        assertThat(counters.fenceHeld).isEqualTo(1);
        assertThat(rest()).containsExactly(2L);
        assertThat(dropped()).isEqualTo(1);
    }

    @Test
    void whatIsDiscardedIsCounted() {
        held.add(event(1, 1, 1));
        held.add(event(2, 2, 1));

        held.discard();

        assertThat(held.isEmpty()).isTrue();
        assertThat(dropped()).isEqualTo(2);
    }

    private List<Long> rest() {
        List<Long> rest = new ArrayList<>();
        while (!held.isEmpty()) {
            rest.add(held.poll().message());
        }
        return rest;
    }

    private long dropped() {
        return counters.fenceDropped.sum();
    }

    private static GatewayEvent event(long message, long receivedNanos, int bytes) {
        return new GatewayEvent(
                EventType.MESSAGE_CREATE,
                "MESSAGE_CREATE",
                1,
                receivedNanos,
                0,
                0,
                0,
                message,
                0,
                false,
                false,
                new Payload("x".repeat(bytes)));
    }
}
