package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad values end either program with 2, all of them told at once: key, value, origin, what was expected; no stack trace. */
final class BadConfigurationTest {
    private Path folder;
    private Path blank;
    private Path text;

    @BeforeEach
    void prepare() throws Exception {
        Trial.installation();
        folder = Trial.folder("bad-configuration");
        blank = Files.writeString(folder.resolve("token"), "a token.with.a-blank\n");
        text = Files.writeString(folder.resolve("ca.pem"), "no certificate\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "coordinator"})
    void everyBadValueIsToldAtOnce(String role) throws Exception {
        Map<String, String> expected = new TreeMap<>(role.equals("worker") ? ofWorkers() : ofCoordinators());
        expected.putAll(ofBoth());

        Command.Answer answer = run(role, expected.keySet().stream().toList());

        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(2);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err())
                .startsWith("weir " + role + ": The configuration has " + expected.size() + " mistakes:\n")
                .doesNotContain("\tat ", "Exception", "a token.with")
                .hasLineCount(expected.size() + 1);
        expected.forEach((set, line) -> assertThat(answer.err().lines()).as(set).contains("  " + line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "coordinator"})
    void withJsonTheMistakesAreOneObject(String role) throws Exception {
        Command.Answer answer = run(role, List.of("log.json=true", "discord.token-file=" + blank));

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).hasLineCount(1);
        JsonNode line = new JsonMapper().readTree(answer.err());
        assertThat(line.path("level").asText()).isEqualTo("ERROR");
        assertThat(line.path("message").asText()).startsWith("weir " + role + ": The configuration has ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "/", "/nowhere.yaml"})
    void aFileThatIsNoConfigurationIsNamed(String file) throws Exception {
        Command.Answer answer = Command.run(
                folder,
                Trial.HOME.resolve("weir").toString(),
                "worker",
                "--config",
                file,
                "--set",
                "discord.token-file=" + file);

        assertThat(answer.exitCode()).as(answer.err()).isEqualTo(2);
        assertThat(answer.err())
                .contains("--config " + file + ": expected a file ", "discord.token-file = '" + file + "' (--set): ")
                .doesNotContain("\tat ", "Exception", "OutOfMemory");
    }

    private Map<String, String> ofBoth() {
        return Map.of(
                "discord.token-file=" + blank,
                "discord.token = … (" + blank
                        + "): expected the bot's token: letters, digits, '.', '_' or '-' in one word,"
                        + " with or without 'Bot ' before it",
                "discord.ca-file=" + text,
                "discord.ca-file = '" + text + "' (--set): expected a PEM file with at least one certificate: this file"
                        + " holds none",
                "discord.proxy=https://127.0.0.1:1",
                "discord.proxy = 'https://127.0.0.1:1' (--set): expected http://127.0.0.1:PORT, on this machine only",
                "cluster.coordinators=0.0.0.0:7701",
                "cluster.coordinators = '0.0.0.0:7701' (--set): expected the address at which others reach '0.0.0.0:7701',"
                        + " not the one that means all of a machine",
                "log.json=perhaps",
                "log.json = 'perhaps' (--set): expected true or false");
    }

    private static Map<String, String> ofCoordinators() {
        return Map.of(
                "cluster.bind=0.0.0.0",
                "cluster.bind = '0.0.0.0' (--set): expected one address of this machine that the other machines reach it"
                        + " at, as 10.0.0.5; not 0.0.0.0",
                "fleet.mass-loss-hold=999999999999d",
                "fleet.mass-loss-hold = '999999999999d' (--set): expected a duration from 0s to 1h, as 500ms, 10s, 2m, 1h"
                        + " or 3d");
    }

    private static Map<String, String> ofWorkers() {
        return Map.of(
                "worker.probe.bind=192.0.2.1",
                "worker.probe.bind = '192.0.2.1' (--set): expected an address of this machine, as 127.0.0.1, or 0.0.0.0"
                        + " for all of them",
                "limits.kinds=reaction=5,reaction=6",
                "limits.kinds = 'reaction=5,reaction=6' (--set): expected each name once");
    }

    private Command.Answer run(String role, List<String> settings) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Trial.HOME.resolve("weir").toString(), role));
        for (String setting : settings) {
            command.add("--set");
            command.add(setting);
        }
        return Command.run(folder, command.toArray(String[]::new));
    }
}
