package dev.weir.coordinator.kept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Kept} as JSON in one file, which is there whole or not at all: written beside it, forced to the disk, then renamed.
 *
 * <p>Not thread-safe.
 */
final class KeptFile {
    static final String NAME = "kept.json";

    private static final Logger log = LoggerFactory.getLogger(KeptFile.class);
    private static final int VERSION = 1;
    private static final long LARGEST = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path folder;
    private final Path file;

    KeptFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
    }

    /** What is in the file; nothing when there is none. One that cannot be understood is renamed, and said. */
    Kept read() throws IOException {
        if (!Files.exists(file)) {
            return Kept.NOTHING;
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException("it is larger than " + LARGEST + " bytes");
            }
            return parsed(JSON.readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException broken) {
            return putAside("it is not JSON: " + broken.getOriginalMessage());
        } catch (IllegalArgumentException strange) {
            return putAside(String.valueOf(strange.getMessage()));
        }
    }

    private Kept putAside(String why) throws IOException {
        Path aside = folder.resolve(NAME + ".unreadable");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        log.warn(
                "{} cannot be understood and is now {}: {}. What people had set is not known from it",
                file,
                aside,
                why);
        return Kept.NOTHING;
    }

    private static Kept parsed(JsonNode root) {
        if (root.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException(
                    "its version is '" + root.path("version").asText() + "': expected " + VERSION);
        }
        Map<String, Kept.Limit> limits = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : root.path("limits").properties()) {
            JsonNode limit = each.getValue();
            if (!limit.path("size").isIntegralNumber()
                    || !limit.path("pin").isIntegralNumber()
                    || !limit.path("evict").isBoolean()) {
                throw new IllegalArgumentException("limit '" + each.getKey() + "' lacks size, pin or evict");
            }
            limits.put(
                    each.getKey(),
                    new Kept.Limit(
                            limit.path("size").asLong(),
                            limit.path("evict").asBoolean(),
                            limit.path("pin").asLong()));
        }
        Map<String, String> drained = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : root.path("drained").properties()) {
            if (!each.getValue().isTextual()) {
                throw new IllegalArgumentException("worker '" + each.getKey() + "' has no nonce");
            }
            drained.put(each.getKey(), each.getValue().asText());
        }
        return new Kept(limits, drained);
    }

    void write(Kept kept) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        ObjectNode limits = root.putObject("limits");
        kept.limits()
                .forEach((name, limit) -> limits.putObject(name)
                        .put("size", limit.size())
                        .put("evict", limit.evict())
                        .put("pin", limit.pin()));
        ObjectNode drained = root.putObject("drained");
        kept.drained().forEach(drained::put);

        Files.createDirectories(folder);
        Path next = folder.resolve(NAME + ".next");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(root));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        // The name is of the folder: without this it may be the old file after the machine lost its power.
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
