package dev.weir.discord;

import dev.weir.process.Key;
import dev.weir.process.Rule;
import dev.weir.process.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings with which workers and coordinators reach Discord; both read them alike. */
public final class DiscordKeys {
    static final String TOKEN_FORM =
            "the bot's token: letters, digits, '.', '_' or '-' in one word, with or without 'Bot '" + " before it";

    private static final Pattern PROXY_FORM =
            Pattern.compile("(?:http://)?(\\[[0-9A-Fa-f:]+]|[^/:@\\s\\[\\]]+):(\\d{1,5})/?");

    public static final Key<BotToken> TOKEN = Key.secret("discord.token", TOKEN_FORM, "the bot's token", BotToken::new);

    public static final Key<InetSocketAddress> PROXY = Key.of(
                    "discord.proxy",
                    "http://127.0.0.1:PORT, on this machine only",
                    "HTTP proxy of the simulated Discord; leave it out for the real one",
                    DiscordKeys::proxy)
            .optional();

    public static final Key<Trust> CA_FILE = Key.of(
                    "discord.ca-file",
                    "a PEM file with at least one certificate",
                    "certificates of the simulated Discord, trusted besides those of the JDK",
                    text -> Trust.with(Path.of(text.strip())))
            .optional();

    public static final Rule CA_FILE_NEEDS_PROXY = Rule.of(
            CA_FILE,
            settings -> settings.find(CA_FILE) == null || settings.find(PROXY) != null,
            "expected only together with discord.proxy: the real Discord needs no such file",
            PROXY);

    private DiscordKeys() {}

    /** The certificates to trust. */
    public static Trust trust(Settings settings) {
        Trust named = settings.find(CA_FILE);
        return named == null ? Trust.ofJdk() : named;
    }

    private static InetSocketAddress proxy(String text) {
        Matcher form = PROXY_FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException();
        }
        int port = Integer.parseInt(form.group(2));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException();
        }
        try {
            InetAddress host = InetAddress.getByName(form.group(1));
            if (!host.isLoopbackAddress()) {
                throw new IllegalArgumentException();
            }
            return new InetSocketAddress(host, port);
        } catch (UnknownHostException _) {
            throw new IllegalArgumentException();
        }
    }
}
