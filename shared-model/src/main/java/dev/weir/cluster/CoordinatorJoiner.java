package dev.weir.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import com.hazelcast.internal.server.ServerConnectionManager;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds the other coordinators of the list: at the start, and every few seconds while some of them are missing. Their names are
 * looked up anew each time. Hazelcast's search goes to those only that have let this one in when it introduced itself: a
 * member that does not fit would end this process, or be ended by it.
 */
final class CoordinatorJoiner extends TcpIpJoiner {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final MemberSettings settings;
    private final Admission admission;

    CoordinatorJoiner(Node node, MemberSettings settings, Admission admission) {
        super(node);
        this.settings = settings;
        this.admission = admission;
    }

    /** Asked for at the start and with each search; what is returned is the caller's to change. */
    @Override
    protected Collection<Address> getPossibleAddresses() {
        Set<HostPort> members = new HashSet<>();
        for (Member member : node.getClusterService().getMembers()) {
            members.add(HostPort.of(member.getAddress()));
        }
        members.add(HostPort.of(node.getThisAddress()));
        CoordinatorList now = CoordinatorList.lookUp(settings.coordinators());
        now.unknown().forEach(one -> admission.reached(one, new Reach.UnknownHost(one).text()));
        Set<Address> fit = ConcurrentHashMap.newKeySet();
        try (ExecutorService asking = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(settings.name() + "-introduces-", 0).factory())) {
            now.addresses().forEach((configured, addresses) -> {
                if (addresses.stream().noneMatch(members::contains)) {
                    addresses.forEach(at -> asking.execute(() -> introduce(configured, at, fit)));
                } else {
                    admission.reached(configured, null);
                }
            });
        }
        return new HashSet<>(fit);
    }

    private void introduce(HostPort configured, HostPort at, Set<Address> fit) {
        try {
            Address address = new Address(at.host(), at.port());
            String obstacle = obstacle(at, address, fit);
            admission.reached(configured, obstacle);
        } catch (UnknownHostException unknown) {
            admission.reached(configured, new Reach.UnknownHost(configured).text());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String obstacle(HostPort at, Address address, Set<Address> fit) throws InterruptedException {
        Reach reach = Reach.of(at, CONNECT);
        if (!(reach instanceof Reach.Listening)) {
            return reach.text();
        }
        if (!connected(address)) {
            return new Reach.Silent(at).text();
        }
        try {
            Object answer = node.getNodeEngine()
                    .getOperationService()
                    .createInvocationBuilder(
                            ClusterServiceImpl.SERVICE_NAME, new IntroductionOp(admission.self()), address)
                    .setTryCount(1)
                    .invoke()
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            if (admission.heard(Introduction.of((String[]) answer))) {
                fit.add(address);
            }
            return null;
        } catch (TimeoutException late) {
            return new Reach.Silent(at).text();
        } catch (ExecutionException | IllegalArgumentException | ClassCastException strange) {
            return at + " does not answer as a coordinator of Weir of this version does";
        }
    }

    private boolean connected(Address address) {
        ServerConnectionManager connections = node.getServer().getConnectionManager(EndpointQualifier.MEMBER);
        long begin = System.nanoTime();
        while (connections.getOrConnect(address, true) == null) {
            if (System.nanoTime() - begin > ANSWER.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return true;
    }
}
