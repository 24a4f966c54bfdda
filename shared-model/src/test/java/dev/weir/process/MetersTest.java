package dev.weir.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetersTest {
    @Test
    void theScrapeHasTheProcessAndItsCommonTags() {
        try (Meters meters = Meters.create(Map.of("worker", "w1"))) {
            meters.registry().counter("weir.events", "type", "message").increment(3);

            assertThat(meters.scrape())
                    .contains("weir_events_total{type=\"message\",worker=\"w1\",} 3.0")
                    .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads{", "process_uptime_seconds{")
                    .contains("# TYPE weir_events_total counter");
        }
    }

    @Test
    void aMeterWithOtherTagsIsCountedAndDoesNotReplaceTheFirst() {
        try (Meters meters = Meters.create(Map.of())) {
            twice(meters.registry());

            assertThat(meters.scrape())
                    .contains("weir_meters_refused_total 1.0")
                    .contains("weir_twice_total{a=\"1\",} 1.0");
        }
    }

    @Test
    void aMeterWithOtherTagsThrowsInTests() {
        try (Meters meters = Meters.strict()) {
            assertThatThrownBy(() -> twice(meters.registry()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("weir.twice");
        }
    }

    private static void twice(MeterRegistry registry) {
        registry.counter("weir.twice", "a", "1").increment();
        registry.counter("weir.twice", "b", "1").increment();
    }
}
