package dev.weir.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener at all addresses of a machine, as a worker's probe may be. */
class RequestGuardTest {
    private static final RequestGuard GUARD = new RequestGuard("0.0.0.0");

    private static RequestGuard.Head get(String host, String... origin) {
        return new RequestGuard.Head(
                7711, "GET", "/metrics", List.of(host), List.of(origin), List.of(), List.of(), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:7711", "127.0.0.1:7711", "127.8.9.10:7711", "[::1]:7711", "LOCALHOST.:7711"})
    void loopbackIsThisListener(String host) {
        GUARD.check(get(host, "http://" + host));
    }

    @Test
    void theNameOfTheMachineIsThisListenerSoThatPrometheusMayUseIt() throws UnknownHostException {
        GUARD.check(get(InetAddress.getLocalHost().getHostName() + ":7711"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost.evil.example:7711",
                "127.0.0.1.nip.io:7711",
                "192.0.2.1:7711",
                "[2001:db8::1]:7711",
                "localhost:7711:7711",
                "localhost:",
                "[::1",
                "",
                "%6cocalhost:7711",
                "127.0.0.1:07711x"
            })
    void everyOtherHostIsRefused(String host) {
        assertThat(catchThrowableOfType(HttpProblem.class, () -> GUARD.check(get(host)))
                        .status())
                .isEqualTo(421);
        assertThat(catchThrowableOfType(HttpProblem.class, () -> GUARD.check(get("localhost:7711", "http://" + host)))
                        .status())
                .isEqualTo(403);
    }
}
