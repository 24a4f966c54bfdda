package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.fleet.Ports;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Yesterday's token: a program that Discord refuses ends with 5, before it takes part in a fleet. */
final class RefusedTokenTest {
    private Path folder;
    private Simulator discord;

    @BeforeEach
    void prepare() throws Exception {
        Trial.installation();
        folder = Trial.folder("refused-token");
        discord = Simulator.start(
                SimulatorConfig.defaults("todays.token.of-the-bot-0123456789").withShards(1));
        Files.writeString(folder.resolve("token"), "yesterdays.token.of-the-bot-012345");
        Files.writeString(folder.resolve("ca.pem"), discord.caCertificatePem());
    }

    @AfterEach
    void close() {
        discord.close();
    }

    @Test
    void aWorkerEndsWithFiveAndSaysWhichTokenIsRefused() throws Exception {
        Command.Answer answer = run(
                "worker",
                "discord.proxy=http://127.0.0.1:" + discord.port(),
                "worker.probe.port=0",
                "cluster.coordinators=127.0.0.1:1");

        assertThat(answer.err())
                .contains("weir worker: Discord refuses the token (401) of discord.token (" + folder.resolve("token"))
                .doesNotContain("\tat ");
        assertThat(answer.exitCode()).isEqualTo(5);
    }

    @Test
    void aCoordinatorEndsWithFiveAndSaysWhichTokenIsRefused() throws Exception {
        int port = new Ports(System.out::println).claimAny();
        Command.Answer answer = run(
                "coordinator",
                "discord.proxy=127.0.0.1:" + discord.port(),
                "rest.port=0",
                "cluster.port=" + port,
                "cluster.coordinators=127.0.0.1:" + port);

        assertThat(answer.err())
                .contains("weir coordinator: Discord refuses the token (401) of discord.token ("
                        + folder.resolve("token"))
                .doesNotContain("\tat ");
        assertThat(answer.exitCode()).isEqualTo(5);
    }

    private Command.Answer run(String role, String... settings) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Trial.HOME.resolve("weir").toString(), role));
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("discord.token-file=" + folder.resolve("token"));
        all.add("discord.ca-file=" + folder.resolve("ca.pem"));
        all.forEach(setting -> command.addAll(List.of("--set", setting)));
        return Command.run(folder, command.toArray(String[]::new));
    }
}
