package dev.weir.cluster;

import dev.weir.process.Program;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A coordinator's member, or a worker's client, in a process of its own, that is told of the coordinators by name; it looks names up
 * as Weir's programs do. Ends with its starter.
 *
 * <p>Arguments: {@code member} or {@code client}, cluster, name, its address, the list of coordinators.
 */
final class NamedProcess {
    private NamedProcess() {}

    public static void main(String[] args) {
        Thread.ofPlatform().daemon().start(NamedProcess::endWithStarter);
        Program.of("named process", "stands in for one", List.of()).main(new String[0], _ -> {
            List<HostPort> coordinators = HostPort.parseList(args[4]);
            if (args[0].equals("client")) {
                FleetClient client = FleetClient.start(new ClientSettings(args[1], args[2], coordinators));
                say(() -> "connected=" + client.connected() + " " + client.obstacles());
            } else {
                FleetMember member =
                        FleetMember.start(new MemberSettings(args[1], args[2], HostPort.parse(args[3]), coordinators));
                say(() -> "members=" + member.coordinators().size() + " " + member.missing());
            }
        });
    }

    private static void endWithStarter() {
        try {
            while (System.in.read() >= 0) {
                // The starter writes nothing; the end of this is the starter's.
            }
        } catch (java.io.IOException ended) {
            System.err.println(ended);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void say(java.util.function.Supplier<String> what) {
        Thread.ofPlatform().daemon().start(() -> {
            String last = "";
            while (true) {
                String now = what.get();
                if (!now.equals(last)) {
                    System.out.println(now);
                    last = now;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        });
    }
}
