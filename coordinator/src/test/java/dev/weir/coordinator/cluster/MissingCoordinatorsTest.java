package dev.weir.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.HostPort;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissingCoordinatorsTest {
    private static final List<HostPort> THREE = HostPort.parseList("10.0.0.1:7701,10.0.0.2:7701,10.0.0.3:7701");

    @Test
    void everyAddressThatIsNotSeenIsNamedWithTheNumberThatIsNeeded() {
        assertThat(MissingCoordinators.text(THREE, THREE.subList(0, 1)))
                .isEqualTo("10.0.0.2:7701 and 10.0.0.3:7701 are not seen: 1 of 3 coordinators, 2 are needed");
        assertThat(MissingCoordinators.text(THREE, THREE.subList(1, 3)))
                .isEqualTo("10.0.0.1:7701 is not seen: 2 of 3 coordinators, 2 are needed");
        List<HostPort> five = HostPort.parseList("10.0.0.1:1,10.0.0.2:1,10.0.0.3:1,10.0.0.4:1,10.0.0.5:1");
        assertThat(MissingCoordinators.text(five, five.subList(0, 2)))
                .isEqualTo("10.0.0.3:1, 10.0.0.4:1 and 10.0.0.5:1 are not seen: 2 of 5 coordinators, 3 are needed");
    }

    @Test
    void nothingIsSaidWhenAllAreSeenOrThereIsOnlyOne() {
        assertThat(MissingCoordinators.text(THREE, THREE)).isNull();
        assertThat(MissingCoordinators.text(THREE.subList(0, 1), List.of(new HostPort("127.0.0.1", 12_345))))
                .isNull();
    }

    @Test
    void aNameIsSeenByItsNumber() {
        List<HostPort> named = HostPort.parseList("localhost:1,localhost:2,localhost:3");
        List<HostPort> seen = HostPort.parseList("127.0.0.1:1,127.0.0.1:3");
        assertThat(MissingCoordinators.text(named, seen))
                .isEqualTo("localhost:2 is not seen: 2 of 3 coordinators, 2 are needed");
    }
}
