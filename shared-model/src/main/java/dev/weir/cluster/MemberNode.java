package dev.weir.cluster;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.internal.cluster.impl.JoinMessage;
import com.hazelcast.internal.cluster.impl.JoinRequest;
import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.networking.ChannelOption;
import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.ChannelInitializerFunction;
import com.hazelcast.internal.server.tcp.UnifiedProtocolDecoder;
import com.hazelcast.internal.server.tcp.UnifiedProtocolEncoder;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperties;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Hazelcast member that finds others by {@link CoordinatorJoiner}, lets in whom {@link Admission} lets in, and is not held up by
 * another one that stands still.
 *
 * <p>The kernel of a process that stands still accepts connections, which nobody answers. Hazelcast 5.7.0 tries again and again,
 * without a rest and without looking at anything else, to send over such a connection what must wait for the answer. All that
 * shares the thread with it, a third of the member's connections, sends nothing until the other process wakes. Here it waits
 * to be woken by the answer. See {@code docs/decisions/0010}.
 */
final class MemberNode extends DefaultNodeContext {
    private static final int KILO = 1024;

    private final MemberSettings settings;
    private final Admission admission;

    MemberNode(MemberSettings settings, Admission admission) {
        this.settings = settings;
        this.admission = admission;
    }

    @Override
    public @Nullable Joiner createJoiner(Node node) {
        admission.watch(
                () -> HostPort.of(node.getThisAddress()),
                () -> node.getClusterService().isJoined()
                        ? node.getClusterService().getMembers()
                        : List.of());
        return settings.alone() ? super.createJoiner(node) : new CoordinatorJoiner(node, settings, admission);
    }

    @Override
    public NodeExtension createNodeExtension(Node node) {
        return new DefaultNodeExtension(node) {
            // Asked by the master, of all that want to become members.
            @Override
            public void validateJoinRequest(JoinMessage asking) {
                super.validateJoinRequest(asking);
                admission.require(
                        HostPort.of(asking.getAddress()),
                        asking instanceof JoinRequest joining ? joining.getAttributes() : Map.of());
            }

            @Override
            public Function<EndpointQualifier, ChannelInitializer> createChannelInitializerFn(ServerContext context) {
                ChannelInitializerFunction channels = new ChannelInitializerFunction(context, node.getConfig()) {
                    @Override
                    protected ChannelInitializer provideUnifiedChannelInitializer() {
                        return channel -> begin(channel, context);
                    }
                };
                channels.init();
                return channels;
            }
        };
    }

    /** As Hazelcast does it, but for the encoder. */
    private static void begin(Channel channel, ServerContext context) {
        HazelcastProperties properties = context.properties();
        channel.options()
                .setOption(ChannelOption.DIRECT_BUF, properties.getBoolean(ClusterProperty.SOCKET_BUFFER_DIRECT))
                .setOption(ChannelOption.TCP_NODELAY, properties.getBoolean(ClusterProperty.SOCKET_NO_DELAY))
                .setOption(ChannelOption.SO_KEEPALIVE, properties.getBoolean(ClusterProperty.SOCKET_KEEP_ALIVE))
                .setOption(
                        ChannelOption.SO_SNDBUF, properties.getInteger(ClusterProperty.SOCKET_SEND_BUFFER_SIZE) * KILO)
                .setOption(
                        ChannelOption.SO_RCVBUF,
                        properties.getInteger(ClusterProperty.SOCKET_RECEIVE_BUFFER_SIZE) * KILO)
                .setOption(ChannelOption.SO_LINGER, properties.getSeconds(ClusterProperty.SOCKET_LINGER_SECONDS))
                .setOption(ChannelOption.TCP_KEEPIDLE, properties.getInteger(ClusterProperty.SOCKET_KEEP_IDLE))
                .setOption(ChannelOption.TCP_KEEPCOUNT, properties.getInteger(ClusterProperty.SOCKET_KEEP_COUNT))
                .setOption(ChannelOption.TCP_KEEPINTERVAL, properties.getInteger(ClusterProperty.SOCKET_KEEP_INTERVAL));
        UnifiedProtocolEncoder encoder = new WaitingEncoder(context);
        channel.outboundPipeline().addLast(encoder);
        channel.inboundPipeline().addLast(new UnifiedProtocolDecoder(context, encoder));
    }

    /** Sends nothing before the other side has said its protocol; the decoder wakes it then. */
    private static final class WaitingEncoder extends UnifiedProtocolEncoder {
        WaitingEncoder(ServerContext context) {
            super(context);
        }

        @Override
        public HandlerStatus onWrite() {
            HandlerStatus status = super.onWrite();
            return status == HandlerStatus.CLEAN ? HandlerStatus.BLOCKED : status;
        }
    }
}
