package dev.weir.process;

import org.jspecify.annotations.Nullable;

/** What keeps a program from going on and needs a person, who sees the message only: no stack trace. */
public class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public Problem(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    public Problem(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
