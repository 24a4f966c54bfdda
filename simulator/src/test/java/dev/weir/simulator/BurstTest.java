package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.fault.MomentaryFault;
import dev.weir.simulator.load.BurstReport;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BurstTest {

    private static final SimulatorConfig CONFIG =
            SimulatorConfig.defaults("raw-token").withShards(1).withGuilds(4).withChannels(5);

    @Test
    void everyMessageArrivesInTheOrderOfItsChannel() throws IOException {
        try (Simulator simulator = Simulator.start(CONFIG);
                RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
            client.ready();
            CompletableFuture<BurstReport> report = simulator.burst(0, 20_000, 7);
            Map<String, Long> last = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                inOrder(last, client.event("MESSAGE_CREATE").path("d"));
            }
            assertThat(last).hasSize(7);
            assertThat(last.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(20_000);
            assertThat(report.join().sent()).isEqualTo(20_000);
            assertThat(simulator.referee().deliveriesByType()).containsEntry("MESSAGE_CREATE", 20_000L);
        }
    }

    @Test
    void withoutTheContentIntentABurstIsEmptyToo() throws IOException {
        try (Simulator simulator = Simulator.start(CONFIG);
                RawClient client = RawClient.loggedIn(simulator, 0, 1, 1 | 1 << 9)) {
            client.ready();
            simulator.burst(0, 10, 1).join();
            assertThat(client.event("MESSAGE_CREATE").path("d").path("content").asText("absent"))
                    .isEmpty();
        }
    }

    @Test
    void aDropInTheMiddleLosesNothingAfterTheResume() throws IOException {
        try (Simulator simulator = Simulator.start(CONFIG)) {
            Map<String, Long> last = new HashMap<>();
            String session;
            long seq = 0;
            int seen = 0;
            CompletableFuture<BurstReport> report;
            try (RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
                session = client.ready().path("d").path("session_id").asText();
                report = simulator.burst(0, 50_000, 3);
                simulator.fault(new MomentaryFault.Drop(0, true));
                client.closeCode();
                seq = 5;
                for (JsonNode frame : client.drain()) {
                    inOrder(last, frame.path("d"));
                    seq = frame.path("s").asLong();
                    seen++;
                }
            }
            report.join();
            try (RawClient client = RawClient.connect(simulator)) {
                client.expectOp(10);
                client.resume(simulator, session, seq);
                while (seen < 50_000) {
                    inOrder(last, client.event("MESSAGE_CREATE").path("d"));
                    seen++;
                }
                client.event("RESUMED");
            }
            assertThat(last.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(50_000);
        }
    }

    private static void inOrder(Map<String, Long> last, JsonNode message) {
        long number = Long.parseLong(message.path("content").asText().substring("burst ".length()));
        Long before = last.put(message.path("channel_id").asText(), number);
        assertThat(number).isEqualTo(before == null ? 1 : before + 1);
    }
}
