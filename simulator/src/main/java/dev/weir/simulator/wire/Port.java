package dev.weir.simulator.wire;

import dev.weir.simulator.lane.Lane;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** The one port, on loopback, and the one thread behind it. */
public final class Port implements AutoCloseable {

    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    private final EventLoopGroup group;
    private final ChannelGroup channels;
    private final EventLoopLane lane;
    private final SslContext tls;
    private int number;

    private Port(EventLoopGroup group, SslContext tls) {
        this.group = group;
        this.tls = tls;
        var loop = group.next();
        this.lane = new EventLoopLane(loop);
        this.channels = new DefaultChannelGroup(loop);
    }

    /** Makes the thread; nothing listens yet. */
    public static Port create(Authority authority) {
        try {
            SslContext tls = SslContextBuilder.forServer(authority.leafKeys().getPrivate(), authority.leaf())
                    .build();
            return new Port(
                    new MultiThreadIoEventLoopGroup(
                            1, new DefaultThreadFactory("simulator", true), NioIoHandler.newFactory()),
                    tls);
        } catch (SSLException e) {
            throw new IllegalStateException("TLS cannot be set up", e);
        }
    }

    public Lane lane() {
        return lane;
    }

    /** Listens on 127.0.0.1. Port 0 takes any that is free. */
    public void open(int wanted, Site site) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channels.add(channel);
                        FrontDoor.furnish(channel.pipeline(), site, tls);
                    }
                });
        var bound = bootstrap
                .bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), wanted))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on 127.0.0.1:" + wanted, bound.cause());
        }
        Channel listening = bound.channel();
        channels.add(listening);
        number = ((InetSocketAddress) listening.localAddress()).getPort();
    }

    public int number() {
        return number;
    }

    @Override
    public void close() {
        channels.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
