package dev.weir.simulation;

/** Something that goes wrong at a moment of a schedule, in milliseconds of virtual time. */
sealed interface Fault {

    /** When it begins. */
    int at();

    /** How long it lasts. */
    int lasts();

    /** SIGSTOP, then SIGCONT. */
    record PauseWorker(int at, int lasts, int worker) implements Fault {}

    /** The machine is suspended: its monotonic clock stands still, its wall clock does not. */
    record SuspendWorker(int at, int lasts, int worker) implements Fault {}

    /** kill -9; a new process of that name comes after {@code lasts}. */
    record KillWorker(int at, int lasts, int worker) implements Fault {}

    /** SIGTERM; a new process of that name comes after {@code lasts}. */
    record StopWorker(int at, int lasts, int worker) implements Fault {}

    /**
     * A worker that nobody waits for comes, and ends within seconds.
     *
     * @param goodbye whether it is told to end; else it is killed
     */
    record Visit(int at, int lasts, boolean goodbye) implements Fault {}

    /** A worker is killed and from then on ends {@code lives} after each start, until it stays. */
    record CrashLoop(int at, int lasts, int worker, int lives, boolean goodbye) implements Fault {}

    /** All workers end at once; new processes of their names come after {@code lasts}. */
    record RestartWorkers(int at, int lasts, boolean goodbye) implements Fault {}

    /** A second process of the same name is started while the first runs. */
    record Namesake(int at, int lasts, int worker) implements Fault {}

    /** The worker reaches no coordinator; Discord it reaches. */
    record CutWorker(int at, int lasts, int worker) implements Fault {}

    /** Somebody sets the wall clock of a worker's machine. */
    record SetClock(int at, int lasts, int worker, int byMillis) implements Fault {}

    record PauseCoordinator(int at, int lasts, int coordinator) implements Fault {}

    record KillCoordinator(int at, int lasts, int coordinator) implements Fault {}

    /** One coordinator is cut off from the others and from the workers. */
    record CutCoordinator(int at, int lasts, int coordinator) implements Fault {}

    /** All coordinators die, and with them the maps. */
    record RestartAll(int at, int lasts) implements Fault {}

    /** Every coordinator believes that it leads, and is told that a majority answers. */
    record TwoLeaders(int at, int lasts) implements Fault {}

    /** Messages to and from the maps are late, lost, overtaken, and repeated. */
    record BadNetwork(int at, int lasts) implements Fault {}

    /** Discord asks every shard to reconnect (op 7). */
    record Reconnect(int at, int lasts) implements Fault {}

    /** Discord declares sessions invalid (op 9), one in three. */
    record InvalidSessions(int at, int lasts) implements Fault {}

    /** The socket of one shard drops. */
    record DropSocket(int at, int lasts, int shard) implements Fault {}

    /** A worker that is no use: one more, or one that served until now. */
    record BadWorker(int at, int lasts, int worker, Ill ill) implements Fault {}

    /** Somebody changes the limit of collectors, as with {@code PUT /v1/limits/collectors}. */
    record Resize(int at, int lasts, int size, boolean evict) implements Fault {}

    /** One coordinator is restarted with another number of shards, by mistake, and later with that of the others again. */
    record OtherCount(int at, int lasts, int coordinator, int shards) implements Fault {}

    /** An operator changes the number of shards: every coordinator is restarted with it, one after another. */
    record Recount(int at, int lasts, int shards) implements Fault {}

    /** Discord recommends another number of shards. */
    record Recommend(int at, int lasts, int shards) implements Fault {}

    /** Discord refuses a shard for good (4014): it closes its socket, and every later IDENTIFY and RESUME. */
    record Refuse(int at, int lasts, int shard) implements Fault {}
}
