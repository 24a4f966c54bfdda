package dev.weir.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlaceTableTest {

    @Test
    void itAgreesWithAMapWhateverComesAndGoes() {
        long seed = Long.getLong("seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20; round++) {
            PlaceTable table = new PlaceTable();
            Map<Long, Object> model = new HashMap<>();
            long range = 1L << random.nextInt(1, 20);
            for (int step = 0; step < 20_000; step++) {
                long id = random.nextLong(range) << random.nextInt(0, 40);
                if (random.nextInt(100) < 60) {
                    Object who = step;
                    table.put(id, who);
                    model.put(id, who);
                } else {
                    table.remove(id);
                    model.remove(id);
                }
                if (random.nextInt(10_000) == 0) {
                    table.clear();
                    model.clear();
                }
                assertThat(table.get(id)).as("-Dseed=%d", seed).isEqualTo(model.get(id));
            }
            model.forEach(
                    (id, who) -> assertThat(table.get(id)).as("-Dseed=%d", seed).isEqualTo(who));
            assertThat(table.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    @Test
    void mostAbsentKeysAreKnownAtOnce() {
        SplittableRandom random = new SplittableRandom(7);
        KeyFilter filter = new KeyFilter();
        filter.renew(100_000);
        while (!filter.full()) {
            filter.add(random.nextLong());
        }
        int passed = 0;
        for (int i = 0; i < 100_000; i++) {
            passed += filter.mayHold(random.nextLong()) ? 1 : 0;
        }
        assertThat(passed).isBetween(1, 4_000);
    }

    @Test
    void neighbouringNumbersAreToldApartToo() {
        KeyFilter filter = new KeyFilter();
        filter.renew(10_000);
        for (long key = 0; key < 10_000; key++) {
            filter.add(key);
        }
        int passed = 0;
        for (long key = 10_000; key < 110_000; key++) {
            passed += filter.mayHold(key) ? 1 : 0;
        }
        assertThat(passed).isLessThan(4_000);
    }
}
