package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What people get wrong: a message that names key, value and what was expected, the right exit code, no stack trace of ours.
 *
 * <p>Hazelcast's client logs its own while it looks for a coordinator; the message of the program comes last.
 */
final class BadInputTest {
    private Path folder;
    private Path token;

    @BeforeEach
    void prepare() throws Exception {
        Trial.installation();
        folder = Trial.folder("bad-input");
        token = Files.writeString(folder.resolve("token"), "not.a.real-token-but-long-enough");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "worker.capcity=4         | worker.capcity | did you mean worker.capacity",
                "worker.capacity=many     | worker.capacity = 'many' | whole number",
                "worker.probe.port=70000  | worker.probe.port = '70000' | from 0 to 65535",
                "discord.proxy=http://example.org:1 | discord.proxy | http://127.0.0.1:PORT",
                "discord.token=abc        | discord.token | command line",
            })
    void aWrongSettingOfAWorkerIsNamed(String setting, String named, String expected) throws Exception {
        Command.Answer answer = worker("discord.token-file=" + token, setting);

        assertThat(answer.err()).contains(named, expected).doesNotContain("\tat ", "Exception");
        assertThat(answer.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rest.prot=1              | rest.prot | did you mean rest.port",
                "fleet.shards=few         | fleet.shards = 'few' | whole number",
            })
    void aWrongSettingOfACoordinatorIsNamed(String setting, String named, String expected) throws Exception {
        Command.Answer answer = run("coordinator", "discord.token-file=" + token, setting);

        assertThat(answer.err()).contains(named, expected).doesNotContain("\tat ", "Exception");
        assertThat(answer.exitCode()).isEqualTo(2);
    }

    @Test
    void aMissingTokenIsAskedFor() throws Exception {
        Command.Answer answer = worker();

        assertThat(answer.err()).contains("discord.token", "WEIR_DISCORD_TOKEN", "discord.token-file");
        assertThat(answer.exitCode()).isEqualTo(2);
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Command.Answer answer = worker("discord.token-file=" + token, "worker.probe.port=" + taken.getLocalPort());

            assertThat(answer.err())
                    .contains("worker.probe.port", String.valueOf(taken.getLocalPort()))
                    .doesNotContain("\tat ");
            assertThat(answer.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void aCoordinatorThatCannotBeReachedIsNamed() throws Exception {
        // A Discord that does not answer keeps no worker from looking for its coordinator.
        Command.Answer answer = worker(
                "discord.token-file=" + token,
                "discord.proxy=http://127.0.0.1:1",
                "worker.probe.port=0",
                "cluster.coordinators=127.0.0.1:1");

        assertThat(answer.err()).contains("127.0.0.1:1", "cluster.coordinators").doesNotContain("\tat ");
        assertThat(answer.exitCode()).isEqualTo(4);
    }

    private Command.Answer worker(String... settings) throws Exception {
        return run("worker", settings);
    }

    private Command.Answer run(String role, String... settings) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Trial.HOME.resolve("weir").toString(), role));
        for (String setting : settings) {
            command.add("--set");
            command.add(setting);
        }
        return Command.run(folder, command.toArray(String[]::new));
    }
}
