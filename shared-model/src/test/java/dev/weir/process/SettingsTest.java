package dev.weir.process;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.weir.process.Settings.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final Key<String> NAME =
            Key.text("cluster.name", "name of the fleet").or("weir");
    private static final Key<Integer> PORT =
            Key.port("http.port", "port of the REST API").or(7700);
    private static final Key<Duration> GRACE = Key.duration(
                    "shard.resume-grace", Duration.ZERO, Duration.ofMinutes(5), "how long a session may be resumed")
            .or(Duration.ofSeconds(30));
    private static final Key<List<String>> PEERS =
            Key.list("cluster.coordinators", "where the coordinators listen").or(List.of("127.0.0.1:7701"));
    private static final Key<LogLevel> LEVEL =
            Key.choice("level", LogLevel.class, "how much").or(LogLevel.INFO);
    private static final Key<Boolean> TLS =
            Key.flag("tls", "whether to encrypt").or(false);
    private static final Key<String> ZONE = Key.text("zone", "where it runs").optional();
    private static final Key<Secret> TOKEN = Key.secret("discord.token", "the bot's token");
    private static final List<Key<?>> KEYS = List.of(NAME, PORT, GRACE, PEERS, LEVEL, TLS, ZONE, TOKEN);
    private static final Map<String, String> WITH_TOKEN = Map.of("WEIR_DISCORD_TOKEN", "very-secret-value");

    @TempDir
    Path folder;

    @Test
    void defaultsHoldWhereNothingIsSet() {
        Settings settings = Settings.read(KEYS, new Sources(null, WITH_TOKEN, List.of()));

        assertThat(settings.get(PORT)).isEqualTo(7700);
        assertThat(settings.get(GRACE)).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.find(ZONE)).isNull();
        assertThat(settings.origin(PORT)).isEqualTo("default");
        assertThat(settings.get(TOKEN).reveal()).isEqualTo("very-secret-value");
        assertThat(settings.get(TOKEN)).hasToString("(secret)");
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironmentBeforeTheFile() throws IOException {
        Path file = file("""
                cluster:
                  name: from-file
                  coordinators:
                    - 10.0.0.1:7701
                    - 10.0.0.2:7701
                http.port: 1
                level: debug
                tls: true
                zone: a
                """);
        Settings settings = Settings.read(
                KEYS,
                new Sources(
                        file,
                        Map.of("WEIR_HTTP_PORT", "2", "WEIR_ZONE", "b", "WEIR_DISCORD_TOKEN", "very-secret-value"),
                        List.of("http.port=3", "shard.resume-grace=500ms")));

        assertThat(settings.get(NAME)).isEqualTo("from-file");
        assertThat(settings.get(PEERS)).containsExactly("10.0.0.1:7701", "10.0.0.2:7701");
        assertThat(settings.get(PORT)).isEqualTo(3);
        assertThat(settings.find(ZONE)).isEqualTo("b");
        assertThat(settings.get(LEVEL)).isEqualTo(LogLevel.DEBUG);
        assertThat(settings.get(TLS)).isTrue();
        assertThat(settings.get(GRACE)).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.origin(NAME)).isEqualTo(file + ":2");
        assertThat(settings.origin(ZONE)).isEqualTo("WEIR_ZONE");
        assertThat(settings.origin(PORT)).isEqualTo("--set");
    }

    @Test
    void allMistakesAreNamedTogether() throws IOException {
        Path file = file("""
                http:
                  prot: 7700
                  port: 99999
                tls: maybe
                """);
        assertThat(mistakes(file, Map.of("WEIR_SHARD_RESUME_GRACE", "soon"), List.of("level=loud", "nonsense")))
                .containsExactlyInAnyOrder(
                        "--set nonsense: expected key=value",
                        "http.prot (" + file + ":2): there is no such key; did you mean http.port?",
                        "http.port = '99999' (" + file + ":3): expected a whole number from 0 to 65535",
                        "tls = 'maybe' (" + file + ":4): expected true or false",
                        "shard.resume-grace = 'soon' (WEIR_SHARD_RESUME_GRACE): expected a duration from 0s to 5m,"
                                + " as 500ms, 10s, 2m, 1h or 3d",
                        "level = 'loud' (--set): expected one of trace, debug, info, warn, error",
                        "discord.token is not set: the bot's token; expected a secret in WEIR_DISCORD_TOKEN, or a file"
                                + " that holds it in discord.token-file");
    }

    @Test
    void aSecretOnTheCommandLineIsRefusedAndNotShown() {
        assertThat(mistakes(null, Map.of(), List.of("discord.token=abcdefghij")))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line)
                            .contains("discord.token")
                            .contains("WEIR_DISCORD_TOKEN")
                            .doesNotContain("abcdefghij");
                });
    }

    @Test
    void aSecretComesFromAFileOfItsOwn() throws IOException {
        Path secret = Files.writeString(folder.resolve("token"), "from-a-file\n");

        Settings settings = Settings.read(KEYS, new Sources(null, Map.of(), List.of("discord.token-file=" + secret)));

        assertThat(settings.get(TOKEN).reveal()).isEqualTo("from-a-file");
    }

    @Test
    void aSecretFileThatIsMissingOrASecondSecretIsAMistake() {
        assertThat(mistakes(null, Map.of("WEIR_DISCORD_TOKEN_FILE", "/nowhere/token"), List.of()))
                .containsExactly(
                        "discord.token-file = '/nowhere/token' (WEIR_DISCORD_TOKEN_FILE): expected a file that can"
                                + " be read: there is no such file");
        assertThat(mistakes(null, WITH_TOKEN, List.of("discord.token-file=/nowhere/token")))
                .containsExactly("discord.token-file = '/nowhere/token' (--set): discord.token is set too"
                        + " (WEIR_DISCORD_TOKEN); expected one of them");
    }

    @Test
    void aFileThatIsMissingOrNoYamlIsAMistake() throws IOException {
        Path nowhere = folder.resolve("nowhere.yaml");
        assertThat(mistakes(nowhere, WITH_TOKEN, List.of()))
                .containsExactly("--config " + nowhere + ": expected a file that can be read: there is no such file");
        Path broken = file("zone: a\nname: [1\n");
        assertThat(mistakes(broken, WITH_TOKEN, List.of()))
                .singleElement()
                .asString()
                .contains(broken + ":3: no YAML");
    }

    @Test
    void aKeySetTwiceInAFileIsAMistake() throws IOException {
        Path file = file("zone: a\nzone: b\n");

        assertThat(mistakes(file, WITH_TOKEN, List.of()))
                .containsExactly(file + ":2: zone is set twice, first in line 1");
    }

    @Test
    void aRuleThatDoesNotHoldIsToldBesideTheOtherMistakes() {
        Rule rule =
                Rule.of(PORT, settings -> settings.get(PORT) != 5, "expected another port than the cluster's", NAME);
        Rule ofAWrongKey = Rule.of(LEVEL, settings -> settings.get(TLS), "expected only with tls", TLS);
        Sources sources = new Sources(null, WITH_TOKEN, List.of("http.port=5", "tls=perhaps"));

        assertThat(catchThrowableOfType(
                                ConfigurationProblem.class,
                                () -> Settings.read(KEYS, List.of(rule, ofAWrongKey), sources))
                        .mistakes())
                .containsExactly(
                        "tls = 'perhaps' (--set): expected true or false",
                        "http.port = '5' (--set): expected another port than the cluster's");
    }

    @Test
    void aRuleNamesTheDefaultWhereNothingIsSet() {
        Rule rule = Rule.of(GRACE, _ -> false, "expected more");

        assertThat(catchThrowableOfType(
                                ConfigurationProblem.class,
                                () -> Settings.read(KEYS, List.of(rule), new Sources(null, WITH_TOKEN, List.of())))
                        .mistakes())
                .containsExactly("shard.resume-grace = '30s' (default): expected more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shard.resume-grace=999999999999d | expected a duration from 0s to 5m",
                "shard.resume-grace=-1s | expected a duration",
                "http.port=1e3 | expected a whole number",
                "http.port=99999999999999999999 | expected a whole number",
                "cluster.name=' ' | expected some text",
                "tls=yes | expected true or false"
            })
    void whatDoesNotFitIsAMistakeWithKeyOriginAndExpectation(String set, String expected) {
        assertThat(mistakes(null, WITH_TOKEN, List.of(set.replace("'", ""))))
                .singleElement(as(STRING))
                .startsWith(set.substring(0, set.indexOf('=')) + " = '")
                .contains("' (--set): " + expected);
    }

    @Test
    void filesThatAreNoneOfTextAreMistakes() throws IOException {
        Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xC3, 0x28});
        Map<Path, String> expected = Map.of(
                folder,
                "expected a file that can be read: this is a folder",
                folder.resolve("nowhere"),
                "expected a file that can be read: there is no such file",
                bytes,
                "expected a file of text in UTF-8",
                Path.of("/dev/zero"),
                "expected a file of at most");

        expected.forEach((path, text) -> {
            assertThat(mistakes(path, WITH_TOKEN, List.of()).getFirst()).startsWith("--config " + path + ": " + text);
            assertThat(mistakes(null, Map.of(), List.of("discord.token-file=" + path))
                            .getFirst())
                    .startsWith("discord.token-file = '" + path + "' (--set): " + text);
        });
    }

    @Test
    void aVariableThatSetsNothingIsKnown() {
        Settings settings = Settings.read(
                KEYS,
                new Sources(
                        null, Map.of("WEIR_HTTP_PROT", "1", "HOME", "/", "WEIR_DISCORD_TOKEN", "abcdefg"), List.of()));

        assertThat(settings.ignoredVariables()).containsExactly("WEIR_HTTP_PROT");
    }

    private List<String> mistakes(@Nullable Path file, Map<String, String> environment, List<String> sets) {
        ConfigurationProblem problem = catchThrowableOfType(
                ConfigurationProblem.class, () -> Settings.read(KEYS, new Sources(file, environment, sets)));
        assertThat(problem).as("a problem").isNotNull();
        return problem.mistakes();
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("weir.yaml"), yaml);
    }
}
