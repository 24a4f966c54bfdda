package dev.weir.worker.gateway;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Discord, and as whom.
 *
 * @param token the bot's
 * @param intents Discord's bits of what the bot wants to hear
 * @param proxy HTTP proxy on loopback through which {@code discord.com} is reached, for the simulated Discord; or null
 * @param certificate PEM file with a certificate authority that is trusted besides those of the JDK; or null
 */
public record GatewaySettings(
        BotToken token,
        int intents,
        @Nullable URI proxy,
        @Nullable Path certificate) {
    public GatewaySettings {
        if (intents < 0) {
            throw new IllegalArgumentException("intents must not be negative, were " + intents);
        }
        if (proxy != null && (!"http".equals(proxy.getScheme()) || proxy.getPort() < 1 || !isLoopback(proxy))) {
            throw new IllegalArgumentException("the proxy must be http://127.0.0.1:PORT, was " + proxy);
        }
    }

    private static boolean isLoopback(URI proxy) {
        try {
            return proxy.getHost() != null
                    && InetAddress.getByName(proxy.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
