package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemberSettingsTest {
    private static final HostPort A = new HostPort("10.0.0.1", 7701);
    private static final HostPort B = new HostPort("10.0.0.2", 7701);
    private static final HostPort C = new HostPort("10.0.0.3", 7701);

    @Test
    void twoCoordinatorsAreRefused() {
        assertThatThrownBy(() -> new MemberSettings("weir", "c1", A, List.of(A, B)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "two coordinators are configured, [10.0.0.1:7701, 10.0.0.2:7701]: expected one, or three");
    }

    @Test
    void theMajorityIsCountedOfTheConfigured() {
        assertThat(new MemberSettings("weir", "c1", A, List.of(A)).majority()).isOne();
        assertThat(new MemberSettings("weir", "c1", A, List.of(A, B, C)).majority())
                .isEqualTo(2);
    }

    @Test
    void anAddressIsReadOrRefusedWithWhatWasExpected() {
        assertThat(HostPort.parseList("10.0.0.1:7701, [::1]:7702"))
                .containsExactly(A, new HostPort("::1", 7702))
                .last()
                .hasToString("[::1]:7702");
        for (String wrong : List.of("10.0.0.1", "host:x", ":7701", "host:70000", "::1:7701", "")) {
            assertThatThrownBy(() -> HostPort.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'" + wrong + "' is no address: expected host:port, as 10.0.0.5:7701");
        }
    }
}
