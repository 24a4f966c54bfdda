package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two coordinators; where the third one should be, connections are taken by the kernel and nobody answers: it stands still. */
class SilentMemberTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Test
    @Timeout(90)
    void theThreadsThatSendToTheOthersRestWhileOneOfThemIsSilent() throws Exception {
        List<MemberSettings> settings = Fleets.members(3);
        HostPort third = settings.getLast().bind();
        CompletableFuture<FleetMember> one =
                CompletableFuture.supplyAsync(() -> FleetMember.start(settings.getFirst()));
        CompletableFuture<FleetMember> two = CompletableFuture.supplyAsync(() -> FleetMember.start(settings.get(1)));
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> one.join().majorityRoundTrip(Duration.ofSeconds(2)));
            try (ServerSocket listening = new ServerSocket(third.port(), 50, InetAddress.getByName(third.host()));
                    // They look for the third one every few seconds.
                    Socket silent = listening.accept()) {
                long before = usedBySenders();

                await().during(Duration.ofSeconds(5))
                        .atMost(Duration.ofSeconds(15))
                        .until(() -> one.join().majorityRoundTrip(Duration.ofSeconds(2)));

                // One that does not rest uses as much of a processor as it gets.
                assertThat(Duration.ofNanos(usedBySenders() - before)).isLessThan(Duration.ofMillis(300));
                assertThat(silent.isConnected()).isTrue();
            }
        } finally {
            one.join().kill();
            two.join().kill();
        }
    }

    private static long usedBySenders() {
        long sum = 0;
        for (long id : THREADS.getAllThreadIds()) {
            var thread = THREADS.getThreadInfo(id);
            if (thread != null && thread.getThreadName().contains(".IO.thread-out-")) {
                sum += Math.max(0, THREADS.getThreadCpuTime(id));
            }
        }
        return sum;
    }
}
