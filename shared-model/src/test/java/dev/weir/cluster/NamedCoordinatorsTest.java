package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three coordinators and a worker that know each other by names, in processes of their own. The names stand in a file that Java
 * reads instead of asking DNS, so that a name can have no address yet, and another one later.
 */
class NamedCoordinatorsTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final String HERE = "127.0.0.1";
    private static final String NOT_HERE = "127.0.0.9";
    private static final Path JVM_ARGS = Path.of("../deploy/jvm.args").toAbsolutePath();

    private final String cluster = Fleets.newClusterName();
    private final List<Integer> ports =
            Fleets.freePorts(3).stream().map(HostPort::port).toList();
    private final List<Named> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    private record Named(Process process, Path log) {
        String last() throws IOException {
            List<String> lines = Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith("members=") || line.startsWith("connected="))
                    .toList();
            return lines.isEmpty() ? "" : lines.getLast();
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Named each : processes) {
            each.kill();
        }
    }

    @Test
    void namesAreLookedUpAnewUntilTheyHaveTheRightAddress() throws Exception {
        names(Map.of());
        Named worker = start("client", "worker", 0);
        within(30).until(() -> worker.last().contains("host 'c1.weir' is not known"));

        names(Map.of("c1.weir", HERE, "c2.weir", HERE));
        within(30).until(() -> worker.last().contains("no process listens at c1.weir:" + ports.get(0)));
        assertThat(worker.last()).contains("host 'c3.weir' is not known");
        Named first = start("member", "c1", 0);
        Named second = start("member", "c2", 1);
        within(60)
                .until(() ->
                        first.last().startsWith("members=2") && second.last().startsWith("members=2"));
        within(30).until(() -> (first.last() + second.last()).contains("host 'c3.weir' is not known"));
        within(30).until(() -> worker.last().equals("connected=true []"));

        // Its name has another machine's address, as before a move.
        names(Map.of("c1.weir", HERE, "c2.weir", HERE, "c3.weir", NOT_HERE));
        Named third = start("member", "c3", 2);
        within(60).until(() -> third.last().startsWith("members=1"));
        within(30)
                .until(() -> (first.last() + second.last())
                        .contains("no process listens at " + NOT_HERE + ":" + ports.get(2)));
        names(Map.of("c1.weir", HERE, "c2.weir", HERE, "c3.weir", HERE));
        within(60)
                .until(() -> first.last().equals("members=3 []") && third.last().startsWith("members=3"));
    }

    private static ConditionFactory within(int seconds) {
        return await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(100));
    }

    private Path hosts() {
        return folder.resolve("hosts");
    }

    private void names(Map<String, String> addresses) throws IOException {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
        addresses.forEach(
                (name, address) -> text.append(address).append(' ').append(name).append('\n'));
        Path next = folder.resolve("hosts.next");
        Files.writeString(next, text);
        Files.move(next, hosts(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Named start(String kind, String name, int port) throws IOException {
        Path log = folder.resolve(name + ".log");
        List<String> names = List.of("c1.weir:" + ports.get(0), "c2.weir:" + ports.get(1), "c3.weir:" + ports.get(2));
        Process process = new ProcessBuilder(
                        JAVA.toString(),
                        "@" + JVM_ARGS,
                        "-Djdk.net.hosts.file=" + hosts(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NamedProcess.class.getName(),
                        kind,
                        cluster,
                        name,
                        HERE + ":" + ports.get(port),
                        String.join(",", names))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Named started = new Named(process, log);
        processes.add(started);
        return started;
    }
}
