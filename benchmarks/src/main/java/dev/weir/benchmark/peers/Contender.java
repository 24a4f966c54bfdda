package dev.weir.benchmark.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who takes part, and how its process is started. */
enum Contender {
    WEIR("weir", "Weir", "#2f7de1"),
    DISCORDJS("discordjs", "discord.js", "#e0572f"),
    JDA("jda", "JDA", "#2a9d4a"),
    JAVACORD("javacord", "Javacord", "#b9860b"),
    DISCORD4J("discord4j", "Discord4J", "#a259c4"),
    /** No peer: the least that a client over a WebSocket can do. */
    READER("reader", "reading alone", "#8a8f98");

    private final String code;
    private final String title;
    private final String colour;

    Contender(String code, String title, String colour) {
        this.code = code;
        this.title = title;
        this.colour = colour;
    }

    String code() {
        return code;
    }

    String title() {
        return title;
    }

    String colour() {
        return colour;
    }

    /** Whether it is measured as a whole client too. */
    boolean endToEnd() {
        return switch (this) {
            case WEIR, DISCORDJS, JDA, READER -> true;
            case JAVACORD, DISCORD4J -> false;
        };
    }

    /** Whether it is a library that bots are written with. */
    boolean library() {
        return this != READER;
    }

    /** The command line up to the task's options. */
    List<String> command(Places places, Plan plan) {
        List<String> command = new ArrayList<>();
        switch (this) {
            case DISCORDJS -> {
                command.add("node");
                command.add("--expose-gc");
                command.add("--max-old-space-size=" + plan.heapMegabytes());
                command.add(places.discordjs().resolve("bench.js").toString());
            }
            case WEIR -> {
                java(command, plan);
                command.add("@" + places.root().resolve("deploy/jvm.args"));
                command.add("-cp");
                command.add(places.ownClassPath());
                command.add("dev.weir.benchmark.peers.WeirMain");
            }
            case READER -> {
                java(command, plan);
                command.addAll(List.of("-cp", places.ownClassPath(), "dev.weir.benchmark.peers.ReaderMain"));
            }
            case JDA, JAVACORD, DISCORD4J -> {
                java(command, plan);
                command.add("-cp");
                command.add(places.classPath(this));
                command.add("dev.weir.peers." + code + ".Main");
            }
        }
        return command;
    }

    private static void java(List<String> command, Plan plan) {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xms" + plan.heapMegabytes() + "m");
        command.add("-Xmx" + plan.heapMegabytes() + "m");
        // Else a thread of the library may die of it, and the rest waits.
        command.add("-XX:+ExitOnOutOfMemoryError");
    }
}
