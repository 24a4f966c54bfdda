package dev.weir.worker.gateway;

import dev.weir.discord.BotToken;
import dev.weir.discord.Trust;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Discord, and as whom.
 *
 * @param token the bot's
 * @param intents Discord's bits of what the bot wants to hear
 * @param proxy HTTP proxy on loopback through which {@code discord.com} is reached, for the simulated Discord; or null
 * @param trust the certificates that are trusted
 */
public record GatewaySettings(
        BotToken token, int intents, @Nullable InetSocketAddress proxy, Trust trust) {
    public GatewaySettings {
        if (intents < 0) {
            throw new IllegalArgumentException("intents must not be negative, were " + intents);
        }
        if (proxy != null && (proxy.getAddress() == null || !proxy.getAddress().isLoopbackAddress())) {
            throw new IllegalArgumentException("the proxy must be on loopback, was " + proxy);
        }
    }
}
