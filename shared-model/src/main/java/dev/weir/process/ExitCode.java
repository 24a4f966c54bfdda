package dev.weir.process;

/** How a Weir program ends, for scripts and supervisors. Never renumber one. */
public enum ExitCode {
    OK(0),
    /** A mistake in Weir; the log has the stack trace. */
    INTERNAL(1),
    /** Wrong usage or configuration; starting again without a change does not help. */
    CONFIGURATION(2),
    PORT_IN_USE(3),
    /** No coordinator, or no majority of them, could be reached. */
    CLUSTER_UNREACHABLE(4),
    /** Discord refused the token when the program started. */
    DISCORD_REFUSED(5),
    /** Code that runs in the process, as a bot's, called {@link System#exit}: nobody asked the process to end. */
    EXIT_CALLED(6),
    /** Another process of the same worker.id or coordinator.id is in the fleet, and lives. */
    NAME_TAKEN(7);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
