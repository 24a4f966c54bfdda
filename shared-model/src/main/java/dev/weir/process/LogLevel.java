package dev.weir.process;

/** How much a program logs; {@code TRACE} never includes what Javacord and its HTTP client would say: see {@link Logging}. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
}
