package dev.weir.cluster;

import dev.weir.model.BotProof;
import dev.weir.model.CollectorRecord;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardId;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.Standing;
import dev.weir.model.Trouble;
import dev.weir.model.WorkerProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Parts for tests of the cluster: settings on free ports of the loopback interface, and one example of each record. */
final class Fleets {
    static final WorkerProfile PROFILE = new WorkerProfile(8, "0.1.0", "zone-a", "http://127.0.0.1:7711");
    static final ShardStatus STATUS = new ShardStatus(
            3,
            16,
            7,
            ShardPhase.ACTIVE,
            50,
            41,
            1200,
            12.5,
            90,
            2,
            11,
            Map.of("time", 9L),
            1,
            2,
            3,
            4,
            -1,
            1006,
            "resumed");
    static final BotProof PROOF = new BotProof(9, 513, Trouble.UNREACHABLE, "no HELLO");
    static final Standing STANDING = new Standing(Standing.Kind.SET_ASIDE, Trouble.UNREACHABLE, "no HELLO", 1_000);
    static final Report REPORT = new Report(
            5, List.of(STATUS), List.of(new LimitUse("collectors", 100, 60, 3)), List.of(new ShardId(3, 16)), PROOF);
    static final Orders ORDERS = new Orders(6, 16, Map.of(3, 7L), Map.of("collectors", 100L), Map.of(3, 1L), STANDING);

    private Fleets() {}

    static String newClusterName() {
        return "test-" + UUID.randomUUID();
    }

    static List<HostPort> freePorts(int count) {
        List<ServerSocket> open = new ArrayList<>();
        List<HostPort> free = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                open.add(socket);
                free.add(new HostPort("127.0.0.1", socket.getLocalPort()));
            }
            for (ServerSocket socket : open) {
                socket.close();
            }
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
        return free;
    }

    static List<MemberSettings> members(int count) {
        String cluster = newClusterName();
        List<HostPort> ports = freePorts(count);
        List<MemberSettings> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new MemberSettings(cluster, "c" + (i + 1), ports.get(i), ports));
        }
        return all;
    }

    static ClientSettings client(MemberSettings of, String name) {
        return new ClientSettings(of.cluster(), name, of.coordinators());
    }

    static Join join(String worker, String nonce) {
        return new Join(worker, nonce, 0, PROFILE, REPORT);
    }

    static CollectorRecord row(long number) {
        return new CollectorRecord(number, "message", "channel:" + number, "ACTIVE", null, 1_000, 61_000, 10, 4, 2);
    }

    static List<CollectorRecord> rows(int count) {
        List<CollectorRecord> rows = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            rows.add(row(i));
        }
        return rows;
    }
}
