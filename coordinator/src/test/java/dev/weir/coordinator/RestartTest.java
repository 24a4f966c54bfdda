package dev.weir.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.cluster.HostPort;
import dev.weir.cluster.MemberSettings;
import dev.weir.coordinator.control.ControlSettings;
import dev.weir.discord.Trust;
import dev.weir.model.LimitName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The only coordinator ends, with all its maps, and another begins with its folder. */
@NullUnmarked // A null where there should be none fails the test anyway.
class RestartTest {
    private final String cluster = "test-" + UUID.randomUUID();

    @TempDir
    Path folder;

    private Coordinator start(Path stateDir) throws IOException {
        HostPort any = new HostPort("127.0.0.1", 0);
        return Coordinator.start(new CoordinatorConfig(
                new MemberSettings(cluster, "c1", any, List.of(any)),
                "127.0.0.1",
                0,
                new ControlSettings(1, 1, Duration.ofMinutes(1), Map.of(LimitName.COLLECTORS, 1_000L)),
                1,
                null,
                null,
                Trust.ofJdk(),
                stateDir));
    }

    private static JsonNode limit(Rest rest) {
        return rest.get("/v1/limits").at("/limits/0");
    }

    private static boolean set(Rest rest, long size) {
        Rest.Answered set = rest.ask("PUT", "/v1/limits/collectors", "{\"limit\": " + size + "}");
        assertThat(set.status()).as(set.text()).isEqualTo(200);
        return set.json().path("kept").asBoolean();
    }

    @Test
    void aLimitThatWasSetOutlivesTheEndOfAllCoordinatorsWhereThereIsAFolder() throws IOException {
        try (Coordinator coordinator = start(folder);
                Rest rest = new Rest(coordinator.restAddress())) {
            await().until(() -> limit(rest).path("limit").asLong() == 1_000);
            assertThat(set(rest, 300)).isTrue();
        }
        try (Coordinator coordinator = start(folder);
                Rest rest = new Rest(coordinator.restAddress())) {
            await().until(() -> limit(rest).path("limit").asLong() == 300);
            assertThat(limit(rest).path("pinned").asBoolean()).isTrue();
        }
        try (Coordinator coordinator = start(null);
                Rest rest = new Rest(coordinator.restAddress())) {
            await().until(() -> limit(rest).path("limit").asLong() == 1_000);
            assertThat(set(rest, 300)).as("kept without a folder").isFalse();
        }
    }
}
