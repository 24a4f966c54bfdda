package dev.weir.cluster;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A coordinator's member in a process of its own, so that it can be stood still. Ends with its starter.
 *
 * <p>Arguments: cluster, index, {@code guarded} or {@code unguarded}, then the ports of all members.
 */
final class CoordinatorProcess {

    private CoordinatorProcess() {}

    public static void main(String[] args) throws IOException {
        List<HostPort> ports = Arrays.stream(args)
                .skip(3)
                .map(port -> new HostPort("127.0.0.1", Integer.parseInt(port)))
                .toList();
        int index = Integer.parseInt(args[1]);
        MemberSettings settings = new MemberSettings(args[0], "c" + (index + 1), ports.get(index), ports);
        // Whose clock stands still never sees that its process did.
        PauseGuard guard = args[2].equals("guarded") ? new PauseGuard(System::nanoTime) : new PauseGuard(() -> 1);
        FleetMember member = FleetMember.start(settings, guard);
        System.out.println("ready");
        Thread.ofPlatform().daemon().start(() -> tell(member));
        while (System.in.read() >= 0) {
            // Nobody writes; the end of it is the end of the starter.
        }
        Runtime.getRuntime().halt(0);
    }

    private static void tell(FleetMember member) {
        String last = "";
        while (true) {
            String now = "leads=%s members=%d refused=%d"
                    .formatted(
                            member.isLeader(),
                            member.coordinators().size(),
                            member.pauseGuard().refused());
            if (!now.equals(last)) {
                System.out.println(now);
                last = now;
            }
            LockSupport.parkNanos(50_000_000);
        }
    }
}
