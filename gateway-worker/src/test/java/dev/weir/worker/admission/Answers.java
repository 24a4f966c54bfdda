package dev.weir.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;

/** What a test expects of a pool. */
final class Answers {
    private Answers() {}

    static Permit admitted(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Admitted.class);
        return ((Answer.Admitted) answer).permit();
    }

    static Answer.Queued queued(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Queued.class);
        return (Answer.Queued) answer;
    }
}
