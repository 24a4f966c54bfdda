package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir demo} as a user runs it. */
final class DemoTest {
    private static final List<String> ANY_PORTS =
            List.of("--rest-port=0", "--probe-port=0", "--simulator-port=0", "--cluster-port=0");

    @BeforeEach
    void built() {
        Trial.installation();
    }

    @Test
    void itEndsByItselfAndAllWentAsItShould() throws Exception {
        Command.Answer answer = Command.run(Trial.folder("demo"), demo("--for=20s", "-o", "json"));

        JsonNode summary = new JsonMapper().readTree(answer.out());
        assertThat(answer.exitCode()).as(answer.out() + answer.err()).isZero();
        assertThat(summary.path("ok").asBoolean()).isTrue();
        assertThat(summary.path("shards").path("active").asInt()).isEqualTo(4);
        assertThat(summary.path("collectors").path("started").asInt()).isPositive();
        assertThat(summary.path("collectors").path("collected").asInt()).isPositive();
        assertThat(summary.path("discord").path("effects").asInt()).isPositive();
        assertThat(summary.path("discord").path("secondEffects").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "KILL"})
    void whateverEndsItNoProcessIsLeft(String signal) throws Exception {
        Path folder = Trial.folder("demo-" + signal);
        Path out = folder.resolve("out");
        Process demo = Command.start(folder, out, folder.resolve("err"), List.of(demo("--folder=" + folder)));
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(out).contains("Ctrl-C ends everything"));
            List<ProcessHandle> children = demo.descendants().toList();
            assertThat(children).hasSize(4);

            new ProcessBuilder("kill", "-" + signal, Long.toString(demo.pid()))
                    .start()
                    .waitFor();

            assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            demo.descendants().forEach(ProcessHandle::destroyForcibly);
            demo.destroyForcibly();
        }
    }

    private static String[] demo(String... options) {
        List<String> command =
                new ArrayList<>(List.of(Trial.HOME.resolve("weir").toString(), "demo"));
        command.addAll(ANY_PORTS);
        command.addAll(List.of(options));
        return command.toArray(String[]::new);
    }
}
