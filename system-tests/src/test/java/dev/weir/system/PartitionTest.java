package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Real processes that the network cuts off from each other: {@link PartitionTrial} and {@link SplitTrial}, in network namespaces of
 * their own. Five coordinators cut for other lengths than CI's, in seconds:
 *
 * <pre>{@code
 * mvn -pl deploy,system-tests -am verify -Dtest='PartitionTest#five*' -Dsplit.cuts=5,300,14
 * }</pre>
 */
final class PartitionTest {
    /** Runs something with a network and process ids for itself; whatever was started there ends with it. */
    private static final List<String> APART =
            List.of("unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc");
    /** The same for those who are not root. */
    private static final List<String> APART_AS_ROOT_THERE =
            List.of("unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc");

    private static final int AT_MOST_SECONDS = 300;

    /** Longer than coordinators that hear nothing of each other take to go on without each other. */
    private static final String SPLIT_CUTS = System.getProperty("split.cuts", "16");

    @Test
    void whoIsCutOffIsFollowedInTimeAndNothingHappensTwice() throws Exception {
        Path folder = Trial.folder("partition-network");
        run(PartitionTrial.class, folder, AT_MOST_SECONDS, List.of(folder.toString()), List.of());
    }

    @Test
    void fiveCoordinatorsOfWhichTwoAreCutOffAreOneFleetAgainInTime() throws Exception {
        Path folder = Trial.folder("split-network");
        Path hosts = folder.resolve("hosts");
        int cuts = Arrays.stream(SPLIT_CUTS.split(",", -1))
                .mapToInt(Integer::parseInt)
                .map(each -> each + 60)
                .sum();
        // All processes of the trial inherit it.
        run(
                SplitTrial.class,
                folder,
                AT_MOST_SECONDS + cuts,
                List.of(folder.toString(), hosts.toString(), SPLIT_CUTS),
                List.of("env", "JAVA_TOOL_OPTIONS=-Djdk.net.hosts.file=" + hosts));
    }

    private static void run(
            Class<?> trialClass, Path folder, int atMostSeconds, List<String> arguments, List<String> around)
            throws Exception {
        Trial.installation();
        Command.needed("ip");
        Command.needed("socat");
        Path log = folder.resolve("trial.log");
        List<String> command = new ArrayList<>(apart(folder));
        command.addAll(around);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Trial.HOME.resolve("jvm.args"),
                // It has process id 1 there, for which another JVM may have such a file here.
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                trialClass.getName()));
        command.addAll(arguments);

        Process trial = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(trial.waitFor(atMostSeconds, TimeUnit.SECONDS))
                    .as("the trial ends within %d s; its log is %s", atMostSeconds, log)
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
