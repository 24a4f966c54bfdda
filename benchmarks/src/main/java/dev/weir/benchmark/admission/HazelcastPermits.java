package dev.weir.benchmark.admission;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.nio.file.Path;
import java.util.List;

/**
 * A permit by one call to Hazelcast. The community edition has no semaphore, so it is what one would build instead: an entry
 * processor on one key, on a member with a process of its own, asked by a client.
 */
final class HazelcastPermits implements AutoCloseable {
    private static final String KEY = "collectors";

    private final Child member;
    private final HazelcastInstance client;
    private final IMap<String, Long> counts;
    private final TakePermit take;
    private final TakePermit give;

    HazelcastPermits(long most) {
        int port = Child.freePort();
        member = Child.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dhazelcast.phone.home.enabled=false",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PermitMember.class.getName(),
                        String.valueOf(port)),
                PermitMember.READY);
        ClientConfig config = new ClientConfig().setClusterName(PermitMember.CLUSTER);
        config.getNetworkConfig().addAddress("127.0.0.1:" + port);
        client = HazelcastClient.newHazelcastClient(config);
        counts = client.getMap("permits");
        take = new TakePermit(1, most);
        give = new TakePermit(-1, most);
    }

    boolean take() {
        return counts.executeOnKey(KEY, take);
    }

    void give() {
        counts.executeOnKey(KEY, give);
    }

    @Override
    public void close() {
        client.shutdown();
        member.close();
    }
}
