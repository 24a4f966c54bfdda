package dev.weir.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class CellTest {
    private final Cell cell = new Cell("tenant", Cell.Reach.SOME, 42L, 2);

    @Test
    void aRetiredLimitIsNotSetAndStaysRetired() {
        assertThat(cell.retire()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> cell.allow(5))
                .withMessage("limit 'tenant' of 42 is retired, so it cannot be set to 5: expected one that is in use");
        assertThat(cell.retired()).isTrue();
        assertThat(cell.take(1)).isFalse();
    }

    @Test
    void oneInUseIsNotRetired() {
        assertThat(cell.take(1)).isTrue();
        assertThat(cell.retire()).isFalse();
        cell.allow(1);
        assertThat(cell.allowance()).isEqualTo(1);
        cell.give(1);
        cell.park();
        assertThat(cell.retire()).as("somebody waits for it").isFalse();
    }
}
