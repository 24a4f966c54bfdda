package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** discord.js, which knows nothing of us, logs in, receives a message and answers it. */
class DiscordJsTest {

    private static final String TOKEN = "discordjs.test.token";

    @Test
    void logsInReceivesAMessageAndAnswersIt() throws Exception {
        Path project = installed();
        SimulatorConfig config =
                SimulatorConfig.defaults(TOKEN).withShards(1).withGuilds(3).withChannels(2);
        try (Simulator simulator = Simulator.start(config)) {
            ProcessBuilder builder = new ProcessBuilder("node", "login.js")
                    .directory(project.toFile())
                    .redirectErrorStream(true);
            builder.environment().put("WEIR_SIM_PORT", Integer.toString(simulator.port()));
            builder.environment().put("WEIR_SIM_TOKEN", TOKEN);
            Process node = builder.start();
            List<String> lines = new ArrayList<>();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    lines.add(line);
                    if (line.startsWith("READY")) {
                        String channel =
                                simulator.world().guilds().getFirst().channels().getFirst();
                        simulator.message(Long.parseLong(channel), null, "hello discord.js");
                    }
                }
                assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
            } finally {
                node.destroyForcibly();
            }
            assertThat(lines).contains("READY 3 guilds", "OK Guild 0 hello simulator");
            assertThat(simulator.referee().effects()).isEqualTo(1);
        }
    }

    /** A copy under target/ with its packages, made once. */
    private static Path installed() throws IOException, InterruptedException {
        Path project = Path.of("target", "js");
        Files.createDirectories(project);
        for (String file : List.of("package.json", "package-lock.json", "login.js")) {
            Files.copy(Path.of("src", "test", "js", file), project.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.isDirectory(project.resolve("node_modules/discord.js"))) {
            return project;
        }
        try {
            File log = project.resolve("npm.log").toFile();
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            boolean done = npm.waitFor(180, TimeUnit.SECONDS) && npm.exitValue() == 0;
            npm.destroyForcibly();
            if (!done) {
                skip("npm ci failed, see simulator/" + project + "/npm.log");
            }
        } catch (IOException e) {
            skip("there is no npm: " + e.getMessage());
        }
        return project;
    }

    private static void skip(String why) {
        String message = "SKIPPED: DiscordJsTest checks nothing: " + why;
        System.err.println(message);
        Assumptions.abort(message);
    }
}
