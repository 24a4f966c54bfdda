package dev.weir.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;
import com.hazelcast.splitbrainprotection.impl.RecentlyActiveSplitBrainProtectionFunction;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;

/**
 * How a coordinator configures Hazelcast: the settings under which no acknowledged write was lost in our trials. Changing one
 * of them needs the trials again, see {@code docs/decisions}.
 */
final class MemberRecipe {
    static final String ECHO = "weir-echo";
    private static final String MAJORITY = "weir-majority";
    private static final Duration RECENTLY = Duration.ofSeconds(3);

    private MemberRecipe() {}

    static Config of(MemberSettings settings, PauseGuard guard, Admission admission) throws UnknownHostException {
        Config config = new Config();
        config.setClusterName(settings.cluster());
        config.setInstanceName(null);
        config.getUserContext().put(guard.key(), guard);
        config.getUserContext().put(Admission.KEY, admission);
        config.getMemberAttributeConfig()
                .setAttribute(Admission.NAME, settings.name())
                .setAttribute(Admission.LIST, admission.list())
                .setAttribute(FleetMember.SHARDS, String.valueOf(settings.shards()));
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        Wire.close(config.getSerializationConfig());
        config.getSerializationConfig().addDataSerializableFactory(IntroductionOp.FACTORY, IntroductionOp.MAKER);
        properties(config, settings);
        network(config.getNetworkConfig(), settings);
        config.addExecutorConfig(new ExecutorConfig(ECHO, 2).setQueueCapacity(64));
        if (!settings.alone()) {
            config.addSplitBrainProtectionConfig(majority(settings, admission));
        }
        for (String name : FleetMaps.ALL) {
            config.addMapConfig(map(name, settings));
        }
        return config;
    }

    private static void properties(Config config, MemberSettings settings) {
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "10");
        config.setProperty("hazelcast.operation.backup.timeout.millis", "1000");
        config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "10");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        // A query whose answer has a type that the others do not know yet holds such a thread until they have been
        // told, on such a
        // thread of theirs. With the default, two, coordinators that asked each other at the same time waited for ever.
        config.setProperty("hazelcast.operation.generic.thread.count", "16");
        config.setProperty("hazelcast.wait.seconds.before.join", settings.alone() ? "0" : "2");
    }

    private static void network(NetworkConfig network, MemberSettings settings) throws UnknownHostException {
        String address = InetAddress.getByName(settings.bind().host()).getHostAddress();
        network.setPort(settings.bind().port()).setPortAutoIncrement(false).setReuseAddress(true);
        network.getInterfaces().setEnabled(true).addInterface(address);
        // Its REST server is off unless asked for, and the switch of the old one is deprecated.
        network.getMemcacheProtocolConfig().setEnabled(false);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        // Whom it looks for is up to CoordinatorJoiner.
        join.getTcpIpConfig().setEnabled(!settings.alone());
    }

    /** Counts the configured coordinators that were heard lately, and no others. */
    private static SplitBrainProtectionConfig majority(MemberSettings settings, Admission admission) {
        return new SplitBrainProtectionConfig(MAJORITY, true, settings.majority())
                .setProtectOn(SplitBrainProtectionOn.READ_WRITE)
                .setFunctionImplementation(
                        new RecentlyActiveSplitBrainProtectionFunction(
                                settings.majority(), Math.toIntExact(RECENTLY.toMillis())) {
                            @Override
                            public boolean apply(Collection<Member> members) {
                                return super.apply(members.stream()
                                        .filter(admission::listed)
                                        .toList());
                            }
                        });
    }

    private static MapConfig map(String name, MemberSettings settings) {
        MapConfig map = new MapConfig(name)
                .setInMemoryFormat(InMemoryFormat.OBJECT)
                .setBackupCount(Math.min(2, settings.coordinators().size() - 1))
                .setAsyncBackupCount(0)
                .setReadBackupData(false)
                .setStatisticsEnabled(false);
        map.getMergePolicyConfig().setPolicy(PutIfAbsentMergePolicy.class.getName());
        if (!settings.alone()) {
            map.setSplitBrainProtectionName(MAJORITY);
        }
        return map;
    }
}
