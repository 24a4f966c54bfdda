package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three members in processes of their own; one is stood still while clients write, and woken. Whatever was acknowledged must be
 * stored.
 *
 * <p>Each of 24 keys has one writer, which counts up; an acknowledged number that is not there any more was lost. Many trials,
 * with the pause guard and without it, and their counts:
 *
 * <pre>{@code
 * mvn -pl shared-model test -Dtest=FrozenCoordinatorTest -Dfreeze.trials=6
 * }</pre>
 */
class FrozenCoordinatorTest {
    private static final int KEYS = 24;
    private static final Pattern STATE = Pattern.compile("leads=(true|false) members=(\\d) refused=(\\d+)");

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedIsStoredWhenTheOldestStoodStillLongEnoughToBeRemovedAndTheOthersGoOnWithoutIt()
            throws Exception {
        Counts counts = trial(true, true, Duration.ofSeconds(20));

        assertThat(counts.acknowledged).isPositive();
        assertThat(counts.lost).isZero();
        assertThat(counts.wentOn).isLessThan(Duration.ofMillis(12_500));
    }

    @Test
    @EnabledIfSystemProperty(named = "freeze.trials", matches = "\\d+")
    void manyTrialsWithAndWithoutTheGuard() throws Exception {
        int trials = Integer.getInteger("freeze.trials");
        Random random = new Random(20_261_126);
        System.out.println("| guard | stood still | for | acknowledged | lost | refused by the guard |");
        System.out.println("|---|---|---|---|---|---|");
        long lostWithGuard = 0;
        for (int i = 0; i < trials; i++) {
            boolean oldest = random.nextBoolean();
            Duration length = Duration.ofMillis(random.nextInt(3_000, 15_001));
            for (boolean guarded : new boolean[] {true, false}) {
                Counts counts = trial(guarded, oldest, length);
                System.out.printf(
                        "| %s | %s | %.1f s | %,d | %d | %d |%n",
                        guarded ? "yes" : "no",
                        oldest ? "the oldest" : "another",
                        length.toMillis() / 1000.0,
                        counts.acknowledged,
                        counts.lost,
                        counts.refused);
                lostWithGuard += guarded ? counts.lost : 0;
            }
        }
        assertThat(lostWithGuard).as("acknowledged and lost, with the guard").isZero();
    }

    /** @param wentOn how long after the freeze began every writer was answered by the others; as long as the freeze if by none */
    private record Counts(long acknowledged, long lost, long refused, Duration wentOn) {}

    private Counts trial(boolean guarded, boolean freezeOldest, Duration length) throws Exception {
        String cluster = Fleets.newClusterName();
        List<HostPort> ports = Fleets.freePorts(3);
        List<Member> members = new ArrayList<>();
        List<Writer> writers = new ArrayList<>();
        Duration wentOn;
        try {
            for (int i = 0; i < 3; i++) {
                members.add(Member.start(folder, cluster, i, guarded, ports));
            }
            within(60).until(() -> members.stream().allMatch(each -> each.sees() == 3));
            try (FleetClient one = FleetClient.start(new ClientSettings(cluster, "one", ports));
                    FleetClient two = FleetClient.start(new ClientSettings(cluster, "two", ports))) {
                within(30).until(() -> one.connected() && two.connected());
                for (int i = 0; i < KEYS; i++) {
                    writers.add(new Writer(i % 2 == 0 ? one : two, "key-" + i));
                }
                writers.forEach(Writer::start);
                within(30).until(() -> writers.stream().allMatch(each -> each.acknowledged > 5));

                Member frozen = members.stream()
                        .filter(each -> each.leads() == freezeOldest)
                        .findFirst()
                        .orElseThrow();
                frozen.signal("STOP");
                long since = System.nanoTime();
                try {
                    wentOn = wentOn(members, frozen, writers, since, length);
                } finally {
                    frozen.signal("CONT");
                }
                // Removed or not: all three are one cluster again, and every writer goes on in it.
                within(90).until(() -> members.stream().allMatch(each -> each.sees() == 3));
                List<Long> then =
                        writers.stream().map(each -> each.acknowledged).toList();
                within(60).until(() -> eachHasMore(writers, then));
                writers.forEach(Writer::stop);
            }
            return new Counts(
                    writers.stream().mapToLong(each -> each.answers).sum(),
                    writers.stream().mapToLong(each -> each.lost).sum(),
                    members.stream().mapToLong(Member::refused).sum(),
                    wentOn);
        } finally {
            writers.forEach(Writer::stop);
            members.forEach(Member::end);
        }
    }

    /** Waits for the end of the freeze, and looks when the others were a cluster that every writer had an answer of. */
    private static Duration wentOn(
            List<Member> members, Member frozen, List<Writer> writers, long since, Duration length) {
        List<Long> then = new ArrayList<>();
        AtomicReference<Duration> wentOn = new AtomicReference<>(length);
        within(60).until(() -> {
            Duration now = Duration.ofNanos(System.nanoTime() - since);
            if (then.isEmpty()) {
                if (members.stream().allMatch(each -> each.equals(frozen) || each.sees() == 2)) {
                    writers.forEach(each -> then.add(each.acknowledged));
                }
            } else if (wentOn.get().equals(length) && eachHasMore(writers, then)) {
                wentOn.set(now);
            }
            return now.compareTo(length) >= 0;
        });
        return wentOn.get();
    }

    private static boolean eachHasMore(List<Writer> writers, List<Long> then) {
        for (int i = 0; i < KEYS; i++) {
            if (writers.get(i).acknowledged <= then.get(i) + 5) {
                return false;
            }
        }
        return true;
    }

    private static ConditionFactory within(int seconds) {
        return await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(20));
    }

    /** Counts up under one key, the next number only when the last was acknowledged. */
    private static final class Writer {
        private final FleetClient client;
        private final String key;
        private final Thread thread;
        private volatile boolean stopped;
        volatile long acknowledged;
        volatile long answers;
        volatile long lost;

        Writer(FleetClient client, String key) {
            this.client = client;
            this.key = key;
            this.thread = Thread.ofVirtual().name(key).unstarted(this::run);
        }

        void start() {
            thread.start();
        }

        void stop() {
            stopped = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; others read.
        private void run() {
            while (!stopped) {
                try {
                    if (client.ledger().change(key, new WriteLedger(number(acknowledged + 1)))) {
                        acknowledged++;
                        answers++;
                    } else {
                        compare();
                    }
                } catch (FleetUnavailable repeat) {
                    // Nobody knows whether it was written: the same is written again.
                }
            }
            try {
                compare();
            } catch (FleetUnavailable closed) {
                throw new IllegalStateException("the fleet does not answer at the end of the trial", closed);
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate")
        private void compare() {
            Ledger stored = client.ledger().get(key);
            long version = stored == null ? 0 : stored.version();
            lost += Math.max(0, acknowledged - version);
            acknowledged = version;
        }

        private Ledger number(long version) {
            return new Ledger(key, version, 1, Map.of());
        }
    }

    private record Member(Process process, Path log) {

        static Member start(Path folder, String cluster, int index, boolean guarded, List<HostPort> ports)
                throws IOException {
            Path jvmArgs = Path.of("../deploy/jvm.args").toAbsolutePath();
            Path log = folder.resolve(cluster + "-" + index + ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "@" + jvmArgs,
                    // One thread: then a connection that hangs holds up all others, not a third of them
                    "-Dhazelcast.io.output.thread.count=1",
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CoordinatorProcess.class.getName(),
                    cluster,
                    String.valueOf(index),
                    guarded ? "guarded" : "unguarded"));
            ports.forEach(port -> command.add(String.valueOf(port.port())));
            return new Member(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        }

        int sees() {
            String members = last(2);
            return members == null ? 0 : Integer.parseInt(members);
        }

        boolean leads() {
            return Objects.equals(last(1), "true");
        }

        long refused() {
            String refused = last(3);
            return refused == null ? 0 : Long.parseLong(refused);
        }

        private @Nullable String last(int group) {
            String found = null;
            try {
                for (Matcher state = STATE.matcher(Files.readString(log)); state.find(); ) {
                    found = state.group(group);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return found;
        }

        void signal(String signal) throws IOException, InterruptedException {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
        }

        void end() {
            process.destroyForcibly();
            try {
                process.waitFor(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
