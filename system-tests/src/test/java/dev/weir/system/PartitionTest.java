package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Real processes that the network cuts off from each other: {@link PartitionTrial}, in network namespaces of its own. */
final class PartitionTest {
    /** Runs something with a network and process ids for itself; whatever was started there ends with it. */
    private static final List<String> APART =
            List.of("unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc");
    /** The same for those who are not root. */
    private static final List<String> APART_AS_ROOT_THERE =
            List.of("unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc");

    private static final int AT_MOST_SECONDS = 300;

    @Test
    void whoIsCutOffIsFollowedInTimeAndNothingHappensTwice() throws Exception {
        Trial.installation();
        Command.needed("ip");
        Command.needed("socat");
        Path folder = Trial.folder("partition-network");
        Path log = folder.resolve("trial.log");
        List<String> command = new ArrayList<>(apart(folder));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Trial.HOME.resolve("jvm.args"),
                // It has process id 1 there, for which another JVM may have such a file here.
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                PartitionTrial.class.getName(),
                folder.toString()));

        Process trial = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(trial.waitFor(AT_MOST_SECONDS, TimeUnit.SECONDS))
                    .as("the trial ends within %d s; its log is %s", AT_MOST_SECONDS, log)
                    .isTrue();
        } finally {
            trial.destroyForcibly();
        }

        String said = Files.readString(log);
        System.out.println(said);
        assertThat(trial.exitValue()).as(said).isZero();
    }

    private static List<String> apart(Path folder) throws Exception {
        for (List<String> way : List.of(APART, APART_AS_ROOT_THERE)) {
            List<String> command = new ArrayList<>(way);
            command.addAll(List.of("ip", "link", "add", "fleet", "type", "bridge"));
            if (Command.run(folder, command.toArray(String[]::new)).exitCode() == 0) {
                return way;
            }
        }
        System.err.println("SKIPPED: nobody may be cut off from the network here: no right to make network namespaces");
        return abort("no right to make network namespaces");
    }
}
