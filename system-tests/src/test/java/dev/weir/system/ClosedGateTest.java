package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A worker with ten thousand collectors on 16 shards, whose only coordinator stands still, and whose bot keeps every thread it can
 * get. More and longer freezes, for the figures of {@code docs/reliability.md}:
 *
 * <pre>{@code
 * mvn -pl deploy,system-tests -am verify -Dtest=ClosedGateTest -Dgate.trials=5 -Dsurefire.failIfNoSpecifiedTests=false
 * }</pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClosedGateTest {
    private static final int SHARDS = 16;
    private static final int LIVE = SHARDS * BusyBot.COLLECTORS;
    private static final Duration NINE = Duration.ofSeconds(9);
    private static final Duration LONG = Duration.ofSeconds(14);
    /** Until each shard has an event that waits for the gate: before, collectors end and are refused. */
    private static final Duration UNTIL_ALL_WAIT = Duration.ofSeconds(2);

    private FaultTrial faults;
    private Trial trial;
    private Witness witness;

    @BeforeAll
    void start() throws Exception {
        FleetPlan plan = FleetPlan.small()
                .withProcesses(1, 1)
                .withShards(SHARDS)
                .withDiscord(SHARDS, FaultTrial.HEARTBEAT_MILLIS);
        faults = FaultTrial.start(
                "closed-gate",
                plan,
                FaultTrial.MANY,
                BusyBot.class,
                Map.of("collectors.queue-per-tenant", String.valueOf(LIVE)));
        trial = faults.trial;
    }

    @AfterAll
    void end() {
        if (faults != null) {
            faults.close();
        }
    }

    @BeforeEach
    void allRun() throws Exception {
        trial.within(60).until(() -> live() > LIVE * 95 / 100);
        witness = faults.witness();
    }

    private int live() throws Exception {
        return trial.json(worker().address(), "/v1/local")
                .path("statistics")
                .path("live")
                .asInt();
    }

    private FleetProcess worker() {
        return trial.workers().getFirst();
    }

    @Test
    @Order(1)
    void theOnlyCoordinatorStandsStillForNineSecondsAndCostsNoIdentify() throws Exception {
        ClosedGate seen = freeze(NINE, Duration.ZERO);
        faults.until(witness, NINE.plusSeconds(4));

        assertThat(witness.more("identifies")).as("identifies").isZero();
        FaultTrial.row(
                "only coordinator stood still 9 s, 10,000 collectors", "acting again after its wake", seen.again, 0);
        assertThat(seen.again).isLessThan(Duration.ofSeconds(1));
        faults.nothingTwiceAndNoIdentifyTooEarly();
    }

    @Test
    @Order(2)
    void aClosedGateCostsNextToNothingAndTheWorkerAnswers() throws Exception {
        for (int i = 0; i < Integer.getInteger("gate.trials", 1); i++) {
            allRun();
            isCheapAndAnswers(freeze(LONG, UNTIL_ALL_WAIT));
            faults.awaitAll();
        }
    }

    @Test
    @Order(3)
    void aBotThatSpinsOnEveryThreadItCanGetCostsNoLease() throws Exception {
        trial.discord(
                "load",
                "{\"rate\":%d,\"mix\":{\"messages\":1,\"reactionsAdded\":1},\"zipf\":0,\"oddShapes\":0}"
                        .formatted(FaultTrial.MANY));
        worker().awaitLine(SpinBot.BEGINS, Duration.ofSeconds(20));

        Duration began = witness.age();
        while (witness.age().minus(began).compareTo(SpinBot.SPINS.minusSeconds(1)) < 0) {
            assertThat(trial.get(worker().address(), "/livez").statusCode()).isEqualTo(200);
            assertThat(trial.get(worker().address(), "/readyz").body()).isEqualTo("ready\n");
        }

        faults.load(FaultTrial.MANY);
        Witness afterwards = faults.witness();
        trial.within(30).until(() -> afterwards.effectsAfter(Duration.ZERO).size() == SHARDS);
        assertThat(witness.more("identifies")).as("identifies").isZero();
        assertThat(worker().printed().split("joined the fleet", -1))
                .as("epochs")
                .hasSize(2);
        faults.nothingTwiceAndNoIdentifyTooEarly();
    }

    private void isCheapAndAnswers(ClosedGate seen) throws Exception {
        long usual = seen.livez.get(seen.livez.size() / 2);
        System.out.printf(
                "| %,d collectors, gate closed for %.1f s | %.3f of a processor | /livez after %d ms, %d at most, of %d | acting again %.2f s after the wake | %d identifies |%n",
                LIVE,
                seen.length.toMillis() / 1e3,
                seen.processors(),
                usual,
                seen.livez.getLast(),
                seen.livez.size(),
                seen.again.toMillis() / 1e3,
                witness.more("identifies"));
        assertThat(seen.processors()).as("processors that the worker took").isLessThan(0.1);
        assertThat(usual).as("ms until /livez answered, as a rule").isLessThan(100);
    }

    /** What was seen between closing and wake; {@code livez} in ascending milliseconds; {@code again} counts from the wake. */
    private record ClosedGate(Duration length, Duration cpu, List<Long> livez, Duration again) {
        double processors() {
            return (double) cpu.toNanos() / length.toNanos();
        }
    }

    /** Stands the coordinator still, and looks at the worker from so long after its gate has closed. */
    private ClosedGate freeze(Duration length, Duration settling) throws Exception {
        FleetProcess coordinator = trial.coordinator();
        URI probe = worker().address();
        List<Long> livez = new ArrayList<>();
        coordinator.freeze();
        Duration closed;
        Duration cpu;
        Duration wake;
        try {
            trial.within(20).until(() -> trial.get(probe, "/readyz").statusCode() == 503);
            faults.until(witness, witness.age().plus(settling));
            closed = witness.age();
            Duration before = cpuOf(worker());
            trial.within(60).pollInterval(Duration.ofMillis(100)).until(() -> {
                long asked = System.nanoTime();
                assertThat(trial.get(probe, "/livez").statusCode()).isEqualTo(200);
                livez.add(Duration.ofNanos(System.nanoTime() - asked).toMillis());
                return witness.age().compareTo(length) >= 0;
            });
            cpu = cpuOf(worker()).minus(before);
            wake = witness.age();
        } finally {
            coordinator.thaw();
        }
        trial.within(60).until(() -> !witness.effectsAfter(wake).isEmpty());
        Collections.sort(livez);
        return new ClosedGate(
                wake.minus(closed), cpu, List.copyOf(livez), firstEffect(wake).minus(wake));
    }

    private Duration firstEffect(Duration since) throws Exception {
        return witness.all("effect").stream()
                .map(witness::at)
                .filter(at -> at.compareTo(since) > 0)
                .findFirst()
                .orElseThrow();
    }

    private static Duration cpuOf(FleetProcess process) {
        return ProcessHandle.of(process.pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElseThrow();
    }
}
