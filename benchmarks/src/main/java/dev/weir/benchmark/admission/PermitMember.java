package dev.weir.benchmark.admission;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;

/** A Hazelcast member with a process of its own, on loopback: holds the count for {@link HazelcastPermits}. */
final class PermitMember {
    static final String CLUSTER = "weir-benchmark";
    static final String READY = "permit member is ready";

    private PermitMember() {}

    public static void main(String[] args) throws InterruptedException {
        Config config = new Config().setClusterName(CLUSTER);
        config.getNetworkConfig()
                .setPort(Integer.parseInt(args[0]))
                .setPortAutoIncrement(false)
                .getInterfaces()
                .setEnabled(true)
                .addInterface("127.0.0.1");
        config.setProperty("hazelcast.socket.bind.any", "false");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        Hazelcast.newHazelcastInstance(config);
        System.out.println(READY);
        Thread.currentThread().join();
    }
}
