package dev.weir.simulator.load;

import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.world.World;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Traffic at a rate: step {@code n} is due at {@code start + n / rate}, whatever was late before.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class Load {

    private static final Duration TICK = Duration.ofMillis(2);
    /** A lane that was busy for longer than this does not make up for the rest: it is counted as skipped. */
    private static final Duration MOST_DEBT = Duration.ofSeconds(1);

    /** The lane answers heartbeats too: it must not be away for longer. */
    private static final Duration MOST_AT_ONCE = Duration.ofMillis(10);

    private final Lane lane;
    private final World world;
    private final Referee referee;
    private final Performer performer;
    private @Nullable Running running;

    public Load(Lane lane, World world, Referee referee, Announcer announcer, Clicks clicks) {
        this.lane = lane;
        this.world = world;
        this.referee = referee;
        this.performer = new Performer(lane, world, announcer, clicks);
    }

    /** How the load stands. */
    public record Standing(boolean running, @Nullable LoadPlan plan, long performed, long skipped) {}

    private static final class Running {
        private final LoadPlan plan;
        private final LoadScript script;
        private long startNanos;
        private long due;
        private long performed;
        private long skipped;

        Running(LoadPlan plan, LoadScript script, long startNanos) {
            this.plan = plan;
            this.script = script;
            this.startNanos = startNanos;
        }
    }

    /** Takes the place of a load that runs. */
    public void start(LoadPlan plan) {
        int channels = Math.max(
                1, world.guildCount() == 0 ? 1 : world.guildAt(0).channels().size());
        int people = Math.max(1, world.guildCount() == 0 ? 1 : world.guildAt(0).people());
        LoadScript script = new LoadScript(plan, Math.max(1, world.guildCount()), channels, people);
        Running started = new Running(plan, script, lane.nanos());
        running = started;
        referee.load(
                Json.object().put("load", "started").put("rate", plan.rate()).put("seed", plan.seed()));
        tick(started);
    }

    public void stop() {
        Running stopped = running;
        running = null;
        if (stopped != null) {
            referee.load(Json.object()
                    .put("load", "stopped")
                    .put("performed", stopped.performed)
                    .put("skipped", stopped.skipped));
        }
    }

    public Standing standing() {
        Running now = running;
        return now == null ? new Standing(false, null, 0, 0) : new Standing(true, now.plan, now.performed, now.skipped);
    }

    private void tick(Running current) {
        if (running != current) {
            return;
        }
        double nanosPerStep = 1e9 / current.plan.rate();
        long shouldBe = (long) ((lane.nanos() - current.startNanos) / nanosPerStep);
        long mostDebt = (long) Math.max(1, MOST_DEBT.toNanos() / nanosPerStep);
        if (shouldBe - current.due > mostDebt) {
            current.skipped += shouldBe - current.due - mostDebt;
            current.due = shouldBe - mostDebt;
        }
        long stop = lane.nanos() + MOST_AT_ONCE.toNanos();
        while (current.due < shouldBe && lane.nanos() < stop) {
            performer.perform(current.script.next());
            current.due++;
            current.performed++;
        }
        lane.schedule(TICK, () -> tick(current));
    }
}
