package dev.weir.demo.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PortsTest {
    private final List<String> notices = new ArrayList<>();
    private final Ports ports = new Ports(notices::add);

    @Test
    void aTakenPortIsNamedAndTheNextFreeOneIsUsed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = ports.claim("REST", other.getLocalPort());

            assertThat(port).isGreaterThan(other.getLocalPort());
            assertThat(notices)
                    .containsExactly(
                            "port %d (REST) is in use; going on with %d".formatted(other.getLocalPort(), port));
        }
    }

    @Test
    void noPortIsHandedOutTwice() {
        int first = ports.claimAny();

        assertThat(ports.claim("probe", first)).isNotEqualTo(first);
        assertThat(notices).isEmpty();
    }

    @Test
    void anyPortIsNoneThatAnOutgoingConnectionGets() {
        for (int i = 0; i < 100; i++) {
            assertThat(ports.claimAny()).isBetween(20_000, 32_767);
        }
    }
}
