package dev.weir.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The lane's timers against a plain list; the seed is printed. */
class TimerWheelTest {
    private static final long DAY = 86_400_000_000_000L;

    private static final class Alarm extends TimerWheel.Timer {
        long due = -1;
    }

    @Test
    void everyTimerFiresOnceNeitherEarlyNorForgotten() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            long[] now = {random.nextLong(DAY)};
            TimerWheel wheel = new TimerWheel(now[0]);
            List<Alarm> alarms = new ArrayList<>();
            for (int step = 0; step < 300; step++) {
                if (random.nextBoolean() || alarms.isEmpty()) {
                    Alarm alarm = new Alarm();
                    alarm.due = now[0] + random.nextLong(1L << random.nextInt(10, 52));
                    wheel.set(alarm, alarm.due);
                    alarms.add(alarm);
                } else if (random.nextInt(4) == 0) {
                    Alarm gone = alarms.remove(random.nextInt(alarms.size()));
                    wheel.cancel(gone);
                } else {
                    assertThat(wheel.next())
                            .as("seed %d", seed)
                            .isLessThanOrEqualTo(
                                    alarms.stream().mapToLong(a -> a.due).min().orElseThrow());
                    now[0] = Math.max(now[0], wheel.next() + random.nextLong(1L << 22));
                    List<TimerWheel.Timer> fired = new ArrayList<>();
                    wheel.advance(now[0], fired::add);
                    List<Alarm> expected =
                            alarms.stream().filter(a -> a.due <= now[0]).toList();
                    assertThat(fired).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
                    alarms.removeAll(expected);
                }
                assertThat(wheel.size()).as("seed %d", seed).isEqualTo(alarms.size());
            }
        }
    }

    @Test
    void aTimerMaySetItselfAnewWhileItFires() {
        TimerWheel wheel = new TimerWheel(0);
        Alarm alarm = new Alarm();
        wheel.set(alarm, 5_000_000);
        int[] fired = {0};
        for (long now = 0; now < 100_000_000; now += 1_000_000) {
            long at = now;
            wheel.advance(now, timer -> {
                fired[0]++;
                wheel.set(timer, at + 10_000_000);
            });
        }

        assertThat(fired[0]).isEqualTo(10);
    }
}
