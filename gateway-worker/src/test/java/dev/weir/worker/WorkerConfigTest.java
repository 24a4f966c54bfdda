package dev.weir.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.process.ConfigurationProblem;
import dev.weir.process.Settings;
import dev.weir.worker.admission.LocalLimits;
import dev.weir.worker.dispatch.Thresholds;
import dev.weir.worker.roster.StatisticsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WorkerConfigTest {
    private static WorkerConfig read(@Nullable Path file, String... sets) {
        return WorkerConfig.from(Settings.read(
                WorkerConfig.KEYS,
                WorkerConfig.RULES,
                new Settings.Sources(file, Map.of("WEIR_DISCORD_TOKEN", "secret-token-0123456789"), List.of(sets))));
    }

    @Test
    void thresholdsHaveTheirDefaultsAndCanAllBeSet() {
        assertThat(read(null).alerts()).isEqualTo(Thresholds.DEFAULT);
        assertThat(read(null).statistics()).isEqualTo(StatisticsSettings.DEFAULT);

        WorkerConfig set = read(
                null,
                "alerts.duration=1h",
                "alerts.items=5",
                "alerts.per-item=20ms",
                "alerts.bytes=1000",
                "alerts.kept=7",
                "statistics.every=5s",
                "statistics.warn-percent=90",
                "statistics.warn-ending=3");
        assertThat(set.alerts()).isEqualTo(new Thresholds(Duration.ofHours(1), 5, Duration.ofMillis(20), 1_000, 7));
        assertThat(set.statistics()).isEqualTo(new StatisticsSettings(Duration.ofSeconds(5), 90, 3));
    }

    @Test
    void aThresholdOutOfRangeIsNamed() {
        assertThatThrownBy(() -> read(null, "alerts.kept=0", "statistics.warn-percent=101"))
                .isInstanceOf(ConfigurationProblem.class)
                .hasMessageContaining("alerts.kept = '0'")
                .hasMessageContaining("a whole number from 1 to 10000")
                .hasMessageContaining("statistics.warn-percent = '101'");
    }

    @Test
    void theNumbersOfThePageAreUnderstood() {
        WorkerConfig page = read(Path.of("../deploy/conf/page-worker.yaml"));

        assertThat(page.alerts())
                .isEqualTo(new Thresholds(Duration.ofMinutes(10), 1_000, Duration.ofSeconds(1), 50L << 20, 10));
        assertThat(page.statistics()).isEqualTo(new StatisticsSettings(Duration.ofMinutes(1), 80, 100));
        assertThat(page.limits()).isEqualTo(new LocalLimits(50, 0, 0, 0, Map.of(), 10_000, 1_000, Map.of()));
        assertThat(page.toString()).doesNotContain("secret-token");
    }
}
