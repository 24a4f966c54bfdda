package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentifyBookTest {
    private static final Slot GIVEN = new Slot(3, 16, 9, 7, false);
    private static final IdentifyBook BOOK = new IdentifyBook(Map.of(1, GIVEN));

    @Test
    void aWorkerTakesTheSlotThatIsThere() {
        Outcome<IdentifyBook, Boolean> taken = new TakeSlot(3, 16, 9, 7).on(BOOK);
        assertThat(taken).isEqualTo(Outcome.set(new IdentifyBook(Map.of(1, new Slot(3, 16, 9, 7, true))), true));
    }

    @Test
    void theSameQuestionASecondTimeHasTheSameAnswer() {
        IdentifyBook taken = new IdentifyBook(Map.of(1, new Slot(3, 16, 9, 7, true)));
        assertThat(new TakeSlot(3, 16, 9, 7).on(taken)).isEqualTo(Outcome.keep(true));
    }

    @Test
    void aSlotThatIsNotTheLastOfItsBucketCanNotBeTaken() {
        assertThat(new TakeSlot(3, 16, 8, 7).on(BOOK)).isEqualTo(Outcome.keep(false));
        assertThat(new TakeSlot(3, 16, 9, 6).on(BOOK)).isEqualTo(Outcome.keep(false));
        assertThat(new TakeSlot(5, 16, 9, 7).on(BOOK)).isEqualTo(Outcome.keep(false));
        assertThat(new TakeSlot(3, 16, 9, 7).on(null)).isEqualTo(Outcome.keep(false));
    }

    @Test
    void slotsAreGivenWhereNothingChangedSinceTheLeaderLooked() {
        Slot next = new Slot(5, 16, 10, 2, false);
        Slot first = new Slot(0, 16, 11, 4, false);
        assertThat(new GiveSlots(Map.of(1, GIVEN), Map.of(1, next, 0, first))
                        .on(BOOK)
                        .answer())
                .isEqualTo(new IdentifyBook(Map.of(0, first, 1, next)));
        Slot taken = new Slot(3, 16, 9, 7, true);
        assertThat(new GiveSlots(Map.of(1, taken), Map.of(1, next, 0, first))
                        .on(BOOK)
                        .answer())
                .isEqualTo(new IdentifyBook(Map.of(0, first, 1, GIVEN)));
    }

    @Test
    void aSlotIsTakenBackUnlessAWorkerTookIt() {
        GiveSlots back = new GiveSlots(Map.of(1, GIVEN), Map.of());
        assertThat(back.on(BOOK).answer()).isEqualTo(IdentifyBook.EMPTY);
        IdentifyBook taken = new IdentifyBook(Map.of(1, new Slot(3, 16, 9, 7, true)));
        assertThat(back.on(taken)).isEqualTo(Outcome.keep(taken));
    }
}
