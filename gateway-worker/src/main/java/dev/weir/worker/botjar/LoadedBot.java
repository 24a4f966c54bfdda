package dev.weir.worker.botjar;

import dev.weir.worker.bot.Bot;

/**
 * A bot that runs in this worker.
 *
 * @param name {@code Implementation-Title} of its jar's manifest, or the file's name without {@code .jar}; with its class where the
 *     jar has several bots
 * @param version {@code Implementation-Version}, or empty
 * @param jar name of the file
 */
public record LoadedBot(String name, String version, String jar, Bot bot) {}
