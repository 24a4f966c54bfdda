package dev.weir.process;

import org.jspecify.annotations.Nullable;

/** Another process listens where this one was told to. */
public final class PortInUse extends Problem {
    private static final long serialVersionUID = 1L;

    /**
     * Names the setting to change.
     *
     * @param key of the port
     */
    public PortInUse(String key, String host, int port, @Nullable Throwable cause) {
        super(
                ExitCode.PORT_IN_USE,
                key + " = " + port + ": the port is in use on " + host + "; end the other process or set " + key
                        + " to another port",
                cause);
    }
}
