package dev.weir.simulator.referee;

import dev.weir.simulator.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole log as JSON lines.
 *
 * <p>Not thread-safe: owned by the lane. A file that cannot be written is given up with one log line: the counters and the
 * ring go on.
 */
public final class LogFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);

    private final Path path;
    private final OutputStream out;
    private boolean broken;

    private LogFile(Path path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    public static LogFile open(Path path) throws IOException {
        return new LogFile(path, new BufferedOutputStream(Files.newOutputStream(path), 64 * 1024));
    }

    void write(LogEntry entry) {
        attempt(() -> {
            out.write(Json.bytes(entry.json()));
            out.write('\n');
        });
    }

    public void flush() {
        attempt(out::flush);
    }

    @Override
    public void close() {
        attempt(out::close);
    }

    private interface Write {
        void run() throws IOException;
    }

    private void attempt(Write write) {
        if (broken) {
            return;
        }
        try {
            write.run();
        } catch (IOException e) {
            broken = true;
            LOG.error("the log file {} cannot be written any more: {}", path, e.getMessage());
        }
    }
}
