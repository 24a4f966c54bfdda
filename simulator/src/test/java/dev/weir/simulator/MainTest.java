package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process: what it prints, how it ends. */
class MainTest {

    /** How a process ended and what it said. */
    private record Ended(int code, String out, String err) {}

    private static Process start(List<String> arguments, String token) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.weir.simulator.Main"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("WEIR_DISCORD_TOKEN");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        if (!token.isEmpty()) {
            builder.environment().put("WEIR_DISCORD_TOKEN", token);
        }
        return builder.start();
    }

    private static Ended ended(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the process did not end");
        }
        return new Ended(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void printsOneLineWhenReadyAndEndsCleanlyOnSigterm(@TempDir Path directory) throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "main-token\n");
        Path ca = directory.resolve("ca.pem");
        Path log = directory.resolve("log.jsonl");
        Process process = start(
                List.of(
                        "--port",
                        "0",
                        "--guilds",
                        "2",
                        "--token-file",
                        "" + token,
                        "--ca-file",
                        "" + ca,
                        "--log",
                        "" + log),
                "");
        String line;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            line = out.readLine();
            assertThat(line).matches("simulator ready on 127\\.0\\.0\\.1:[0-9]+");
            assertThat(Files.readString(ca)).startsWith("-----BEGIN CERTIFICATE-----");
            String port = line.substring(line.lastIndexOf(':') + 1);
            try (RawClient client = RawClient.at("ws://127.0.0.1:" + port + "/gateway?v=10&encoding=json")) {
                client.expectOp(10);
                client.send(2, RawClient.identity("main-token", 0, 1, 1));
                client.event("READY");
            }
            // Process.destroy would close the streams too.
            process.toHandle().destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(out.readLine()).isNull();
        }
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(log)).contains("\"kind\":\"identify\"").doesNotContain("main-token");
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("main-token");
    }

    @Test
    void withoutATokenItSaysHowToGiveOne() throws Exception {
        Ended ended = ended(start(List.of("--port", "0"), ""));
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--token-file", "WEIR_DISCORD_TOKEN").doesNotContain("\tat ");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = ended(start(List.of("--port", "" + taken.getLocalPort()), "t"));
            assertThat(ended.code()).isEqualTo(3);
            assertThat(ended.err())
                    .contains("" + taken.getLocalPort(), "--port")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void badUsageIsToldWithoutAStackTrace() throws Exception {
        Ended unknown = ended(start(List.of("--shrads", "4"), "t"));
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("--shrads").doesNotContain("\tat ");
        Ended many = ended(start(List.of("--shards", "0", "--channels", "0"), "t"));
        assertThat(many.code()).isEqualTo(2);
        assertThat(many.err()).contains("shards", "channels").doesNotContain("\tat ");
    }

    @Test
    void helpAndVersionEndWithZero() throws Exception {
        assertThat(ended(start(List.of("--help"), "")).out()).contains("--heartbeat-interval", "Exit codes");
        assertThat(ended(start(List.of("--version"), "")).code()).isZero();
    }
}
