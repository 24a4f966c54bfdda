package dev.weir.worker.admission;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** The permits of one limit under Lincheck: each call is one step, although there is no lock. */
class CellInterleavingsTest {

    /** Two of four are taken. These are public because Lincheck calls them from elsewhere. */
    public static class Orders {
        private final Cell cell = new Cell("collectors", Cell.Reach.ALL, null, 4);

        public Orders() {
            cell.take(2);
        }

        @Operation
        public boolean take() {
            return cell.take(1);
        }

        @Operation
        public boolean takeTwo() {
            return cell.take(2);
        }

        @Operation(runOnce = true)
        public void giveBackBoth() {
            cell.give(2);
        }

        @Operation(runOnce = true)
        public void allowThree() {
            cell.allow(3);
        }

        @Operation
        public long held() {
            return cell.held();
        }

        @Operation
        public long room() {
            return cell.room();
        }
    }

    /** One of two is taken. */
    public static class Retiring {
        private final Cell cell = new Cell("tenant", Cell.Reach.SOME, 1L, 2);

        public Retiring() {
            cell.take(1);
        }

        @Operation
        public boolean take() {
            return cell.take(1);
        }

        @Operation(runOnce = true)
        public void giveBack() {
            cell.give(1);
        }

        @Operation(runOnce = true)
        public void allowThree() {
            cell.allow(3);
        }

        @Operation
        public boolean retire() {
            return cell.retire();
        }

        @Operation
        public boolean retired() {
            return cell.retired();
        }
    }

    private static ModelCheckingOptions fewSteps() {
        return new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(200)
                .threads(2)
                .actorsPerThread(2);
    }

    @Test
    void noPermitSlipsOutUnderAnAllowanceThatIsLoweredMeanwhile() {
        fewSteps().check(Orders.class);
    }

    @Test
    void nothingIsTakenOfALimitThatWasRetired() {
        fewSteps().check(Retiring.class);
    }
}
