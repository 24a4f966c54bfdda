package dev.weir.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.process.ConfigurationProblem;
import dev.weir.process.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How both programs read what they need to reach Discord. */
class DiscordKeysTest {
    private static final String TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";

    @TempDir
    Path folder;

    private static Settings read(String token, String... sets) {
        return Settings.read(
                List.of(DiscordKeys.TOKEN, DiscordKeys.PROXY, DiscordKeys.CA_FILE),
                List.of(DiscordKeys.CA_FILE_NEEDS_PROXY),
                new Settings.Sources(null, Map.of("WEIR_DISCORD_TOKEN", token), Arrays.asList(sets)));
    }

    private static List<String> refused(String token, String... sets) {
        return catchThrowableOfType(ConfigurationProblem.class, () -> read(token, sets))
                .mistakes();
    }

    @ParameterizedTest
    @ValueSource(strings = {TOKEN, "Bot " + TOKEN, "  Bot  " + TOKEN + "\n"})
    void thePrefixOfATokenIsTakenOff(String text) {
        BotToken token = read(text).get(DiscordKeys.TOKEN);

        assertThat(token.reveal()).isEqualTo(TOKEN);
        assertThat(token).hasToString("BotToken[hidden]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc def",
                " ",
                "Bearer " + TOKEN,
                "\"" + TOKEN + "\"",
                "abc\ndef",
                "töken",
                "a\u0000b",
                "<your token>"
            })
    void whatDiscordNeverIssuedIsRefusedAndNotShown(String text) {
        assertThat(refused(text))
                .containsExactly(
                        "discord.token = … (WEIR_DISCORD_TOKEN): expected the bot's token: letters, digits, '.',"
                                + " '_' or '-' in one word, with or without 'Bot ' before it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:7720", "http://127.0.0.1:7720", "http://127.0.0.1:7720/", "http://localhost:7720"})
    void aProxyMayHaveASchemeOrNone(String text) {
        assertThat(read(TOKEN, "discord.proxy=" + text).find(DiscordKeys.PROXY))
                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7720));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1:3128",
                "https://127.0.0.1:1",
                "127.0.0.1",
                "127.0.0.1:0",
                "127.0.0.1:70000",
                "http://user@127.0.0.1:1",
                "http://127.0.0.1:1/path",
                "no.such.host.invalid:1"
            })
    void aProxyElsewhereIsRefused(String text) {
        assertThat(refused(TOKEN, "discord.proxy=" + text))
                .containsExactly(
                        "discord.proxy = '" + text + "' (--set): expected http://127.0.0.1:PORT, on this machine only");
    }

    @Test
    void aFileWithoutACertificateIsRefused() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        Path text = Files.writeString(folder.resolve("text.pem"), "hello\n");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        for (Path file : List.of(empty, text, broken)) {
            assertThat(refused(TOKEN, "discord.proxy=127.0.0.1:1", "discord.ca-file=" + file))
                    .singleElement()
                    .asString()
                    .startsWith("discord.ca-file = '" + file
                            + "' (--set): expected a PEM file with at least one certificate: ");
        }
        assertThat(refused(TOKEN, "discord.proxy=127.0.0.1:1", "discord.ca-file=" + folder))
                .containsExactly("discord.ca-file = '" + folder
                        + "' (--set): expected a file that can be read: this is a folder");
    }

    @Test
    void certificatesAreForTheSimulatedDiscordOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), CERTIFICATE);

        assertThat(read(TOKEN, "discord.proxy=127.0.0.1:1", "discord.ca-file=" + file)
                        .get(DiscordKeys.CA_FILE)
                        .manager()
                        .getAcceptedIssuers())
                .hasSize(Trust.ofJdk().manager().getAcceptedIssuers().length + 1);
        assertThat(refused(TOKEN, "discord.ca-file=" + file))
                .containsExactly("discord.ca-file = '" + file
                        + "' (--set): expected only together with discord.proxy: the real Discord needs no such file");
    }

    /** Self-signed for this test, its key thrown away. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBdTCCARugAwIBAgIUISCWCPJYnhSpKAKjt2ZEx25H9d0wCgYIKoZIzj0EAwIw
            DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMzAyMzQxMTJaGA8yMTI2MTEwNjIzNDEx
            MlowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABE7p
            IqR/RIbT7+jn3zZeDdSQ1sqfG2vw79GgbTLOGLa3m+o4c6ftwJurjIfXxDPaHP0f
            3C0APX436bwMY1j1e1GjUzBRMB0GA1UdDgQWBBRC/HozRAHSz+JAmoZrWBU8oltK
            DzAfBgNVHSMEGDAWgBRC/HozRAHSz+JAmoZrWBU8oltKDzAPBgNVHRMBAf8EBTAD
            AQH/MAoGCCqGSM49BAMCA0gAMEUCIFFFu74wOqTk5KH4Ibn+3IPZfg/dzbmYiHL2
            noN6YkUaAiEA9ASFfdXsWeb7LuKddejYQ6tsbRw35/eLmspssRmpRJ8=
            -----END CERTIFICATE-----
            """;
}
