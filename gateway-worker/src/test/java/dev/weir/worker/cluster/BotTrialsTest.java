package dev.weir.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.model.BotProof;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.Standing;
import dev.weir.model.Trouble;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a worker tells of its own bot, and comes back from by itself. */
class BotTrialsTest {
    private static final BotProof GOOD = BotProof.good(7, 1);
    private static final BotProof CUT_OFF = new BotProof(0, 1, Trouble.UNREACHABLE, "nobody there");

    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger hints = new AtomicInteger();
    private volatile BotProof found = GOOD;

    @Test
    void theFirstTryIsInTheReportWithWhichTheWorkerJoins() throws InterruptedException {
        try (BotTrials trials = trials()) {
            assertThat(trials.report().proof()).isEqualTo(BotProof.UNTRIED);

            trials.start();
            trials.awaitFirst(Duration.ofSeconds(10));

            assertThat(trials.report().proof()).isEqualTo(GOOD);
            assertThat(trials.trouble()).isNull();
        }
    }

    @Test
    void aBotThatDoesNotWorkIsTriedAgainUntilItDoes() throws InterruptedException {
        found = CUT_OFF;
        try (BotTrials trials = trials()) {
            trials.start();
            trials.awaitFirst(Duration.ofSeconds(10));
            assertThat(trials.trouble()).isEqualTo("unreachable: nobody there");

            found = GOOD;

            await().untilAsserted(() -> assertThat(trials.trouble()).isNull());
            assertThat(trials.report().proof()).isEqualTo(GOOD);
            assertThat(hints).hasValue(2);
        }
    }

    @Test
    void aWorkerThatTheLeaderSetsAsideSaysSoAndTriesItsBotAtOnce() throws InterruptedException {
        try (BotTrials trials = trials()) {
            trials.start();
            trials.awaitFirst(Duration.ofSeconds(10));
            int before = attempts.get();

            trials.follow(orders(new Standing(Standing.Kind.SET_ASIDE, Trouble.OTHER_BOT, "another bot's", 1)));

            assertThat(trials.trouble()).isEqualTo("otherBot: another bot's");
            await().untilAsserted(() -> assertThat(attempts.get()).isGreaterThan(before));
            trials.follow(orders(Standing.NEW));
            assertThat(trials.trouble()).isNull();
        }
    }

    private BotTrials trials() {
        Crew crew = new Crew() {
            @Override
            public Report report() {
                return Report.NONE;
            }

            @Override
            public void follow(Orders orders) {
                // The orders are the crew's; what is looked at here is said before.
            }

            @Override
            public void epochOver() {
                // Nothing is held.
            }
        };
        return new BotTrials(
                crew,
                () -> {
                    attempts.incrementAndGet();
                    return found;
                },
                hints::incrementAndGet);
    }

    private static Orders orders(Standing standing) {
        return new Orders(1, 4, Map.of(), Map.of(), Map.of(), standing);
    }
}
