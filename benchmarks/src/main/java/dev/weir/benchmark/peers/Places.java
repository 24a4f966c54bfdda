package dev.weir.benchmark.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where everything lies.
 *
 * @param root the checkout
 * @param work for the corpus and what processes write
 */
record Places(Path root, Path work) {

    Path discordjs() {
        return root.resolve("benchmarks/peers/discordjs");
    }

    String ownClassPath() {
        return System.getProperty("java.class.path");
    }

    String classPath(Contender peer) {
        Path target = root.resolve("benchmarks/peers").resolve(peer.code()).resolve("target");
        try {
            return target.resolve("classes") + ":"
                    + Files.readString(target.resolve("classpath")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("build benchmarks/peers/" + peer.code() + " first", e);
        }
    }

    /** Why a peer cannot take part here; empty when it can. */
    String missing(Contender peer) {
        return switch (peer) {
            case WEIR, READER -> "";
            case DISCORDJS ->
                Files.isDirectory(discordjs().resolve("node_modules/discord.js"))
                        ? ""
                        : "not installed (npm ci in benchmarks/peers/discordjs)";
            case JDA, JAVACORD, DISCORD4J ->
                Files.isRegularFile(root.resolve("benchmarks/peers/" + peer.code() + "/target/classpath"))
                        ? ""
                        : "not built (mvn -pl benchmarks/peers/" + peer.code() + " -am package)";
        };
    }

    Path corpus() {
        return work.resolve("corpus");
    }

    Path errors(Contender peer) {
        return work.resolve(peer.code() + ".err");
    }
}
