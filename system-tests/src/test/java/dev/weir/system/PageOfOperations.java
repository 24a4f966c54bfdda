package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.demo.fleet.Ports;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what docs/operations.md says, below a folder that stands for the root of a clean machine: its command blocks by a shell,
 * its YAML blocks as the files that they are, its units as systemd would start them.
 */
final class PageOfOperations implements AutoCloseable {
    private static final String TOKEN = "a-token.of.the-simulated-discord";

    /** What the page has root do, and the build, which has been run already. */
    private static final Map<String, String> STAND_INS = Map.of(
            "sudo", "exec \"$@\"",
            "mvn", "exit 0",
            "useradd", "exit 0",
            "systemctl", "exit 0");

    private final Path root;
    private final String page;
    private final Ports ports = new Ports(_ -> {});
    private final Map<String, String> machine = new TreeMap<>();
    private final List<Process> processes = new ArrayList<>();
    private final Simulator discord;

    PageOfOperations(Path root) throws IOException {
        this.root = root;
        page = Files.readString(Path.of("../docs/operations.md"));
        discord = Simulator.start(SimulatorConfig.defaults(TOKEN).withShards(2).withGuilds(4));
        Files.writeString(root.resolve("ca.pem"), discord.caCertificatePem());
        Path bin = Files.createDirectories(root.resolve("stand-ins"));
        for (Map.Entry<String, String> each : STAND_INS.entrySet()) {
            Path program = Files.writeString(bin.resolve(each.getKey()), "#!/bin/sh\n" + each.getValue() + "\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        Files.createDirectories(root.resolve("opt"));
        Files.createDirectories(root.resolve("etc/systemd/system"));
        for (String port : List.of("7700", "7701", "7711")) {
            machine.put(port, String.valueOf(ports.claimAny()));
        }
    }

    /** Runs the first block of commands behind a text of the page. */
    void shell(String after) throws Exception {
        String block = here(block(after, "```\n"));
        Command.Answer answer = Command.run(
                Path.of("..").toRealPath(),
                "env",
                "PATH=" + root.resolve("stand-ins") + ":" + System.getenv("PATH"),
                "bash",
                "-euo",
                "pipefail",
                "-c",
                block);
        assertThat(answer.exitCode()).as(block + "\n" + answer.err()).isZero();
    }

    /** Writes the first YAML behind the path of its file, for a machine that is the only one. */
    void yaml(String path) throws IOException {
        String text = here(block(path, "```yaml\n"))
                .replaceAll("10\\.0\\.0\\.1:\\d+,\\S+", "127.0.0.1:" + machine.get("7701"))
                .replaceAll("10\\.0\\.0\\.1", "127.0.0.1");
        Files.writeString(Path.of(here(path)), text);
    }

    /** Starts what ExecStart of the units says, as the first instance. */
    void startUnits() throws IOException {
        Files.writeString(root.resolve("etc/weir/discord.token"), TOKEN + "\n");
        for (String unit : List.of("weir-coordinator.service", "weir-worker@.service")) {
            String text = Files.readString(root.resolve("etc/systemd/system").resolve(unit));
            Matcher line = Pattern.compile("(?m)^ExecStart=(.*)$").matcher(text);
            assertThat(line.find()).as(unit).isTrue();
            String command = here(line.group(1))
                    .replace("%H", "machine")
                    .replace("%i", "1")
                    .replace("%d", root.resolve("etc/weir").toString());
            ProcessBuilder builder = new ProcessBuilder(command.split(" ", -1))
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(root.resolve(unit + ".log").toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
            builder.environment().put("JAVA25_HOME", System.getProperty("java.home"));
            builder.environment()
                    .putAll(Map.of(
                            "WEIR_DISCORD_PROXY",
                            "127.0.0.1:" + discord.port(),
                            "WEIR_DISCORD_CA_FILE",
                            root.resolve("ca.pem").toString(),
                            unit.startsWith("weir-worker") ? "WEIR_WORKER_PROBE_PORT" : "WEIR_REST_PORT",
                            String.valueOf(machine.get(unit.startsWith("weir-worker") ? "7711" : "7700"))));
            processes.add(builder.start());
        }
    }

    /** Asks as the page does, once and again. */
    void awaitEveryShardActive() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    Command.Answer answer =
                            Command.run(root, "bash", "-c", here(inline("curl -s http://127.0.0.1:7700/v1/cluster")));
                    assertThat(answer.out()).as(logs()).contains("\"ACTIVE\":2");
                });
    }

    private String block(String after, String fence) {
        int from = page.indexOf(fence, page.indexOf(after));
        assertThat(page).contains(after);
        String body = page.substring(from + fence.length(), page.indexOf("```", from + fence.length()));
        return body.stripIndent();
    }

    private String inline(String command) {
        assertThat(page).contains("`" + command + "`");
        return command;
    }

    private String here(String text) {
        String moved = text.replace("/opt/weir", root.resolve("opt/weir").toString())
                .replace("/etc/weir", root.resolve("etc/weir").toString())
                .replace("/etc/systemd", root.resolve("etc/systemd").toString());
        for (Map.Entry<String, String> port : machine.entrySet()) {
            moved = moved.replaceAll("\\b" + port.getKey() + "\\b", port.getValue());
        }
        return moved;
    }

    private String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String unit : List.of("weir-coordinator.service", "weir-worker@.service")) {
            Path log = root.resolve(unit + ".log");
            all.append(Files.exists(log) ? Files.readString(log) : "");
        }
        return all.toString();
    }

    @Override
    public void close() {
        processes.reversed().forEach(Process::destroy);
        for (Process each : processes) {
            try {
                if (!each.waitFor(10, TimeUnit.SECONDS)) {
                    each.destroyForcibly();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                each.destroyForcibly();
            }
        }
        discord.close();
    }
}
