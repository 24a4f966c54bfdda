package dev.weir.simulator.wire;

import dev.weir.process.HttpProblem;
import dev.weir.process.RequestGuard;
import dev.weir.simulator.json.Json;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells tunnels, WebSockets and plain calls apart. */
final class FrontDoor extends SimpleChannelInboundHandler<FullHttpRequest> {

    static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

    /** The port is always 127.0.0.1's. */
    private static final RequestGuard GUARD = new RequestGuard("127.0.0.1");

    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    private static final int MAX_FRAME_BYTES = 64 * 1024;

    private final Site site;
    private final SslContext tls;

    FrontDoor(Site site, SslContext tls) {
        this.site = site;
        this.tls = tls;
    }

    static void furnish(ChannelPipeline pipeline, Site site, SslContext tls) {
        pipeline.addLast("http", new HttpServerCodec());
        pipeline.addLast("whole", new WholeRequests(MAX_BODY_BYTES));
        pipeline.addLast("door", new FrontDoor(site, tls));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            reply(context, false, refusal(request.decoderResult().cause()));
            return;
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            tunnel(context, request);
            return;
        }
        HttpCall call = call(request);
        boolean upgrade = request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        if (upgrade && site.isGateway(call.path())) {
            openSocket(context, request, call);
            return;
        }
        if (site.isControl(call.path())) {
            try {
                GUARD.check(head(context, request));
            } catch (HttpProblem refused) {
                reply(context, false, problem(refused.status(), refused.getMessage() + ""));
                return;
            }
        }
        // The request is released when this method returns; what a late reply needs is taken now.
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        site.answer(call, answer -> reply(context, keepAlive, answer));
    }

    private void tunnel(ChannelHandlerContext context, FullHttpRequest request) {
        if (!"discord.com:443".equalsIgnoreCase(request.uri())) {
            reply(context, request, plain(403, "this proxy leads to discord.com:443 only, not to " + request.uri()));
            return;
        }
        FullHttpResponse established = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, new HttpResponseStatus(200, "Connection established"), Unpooled.EMPTY_BUFFER);
        ChannelPipeline pipeline = context.pipeline();
        context.writeAndFlush(established).addListener(written -> {
            if (!written.isSuccess()) {
                var _ = context.close();
                return;
            }
            pipeline.remove("door");
            pipeline.remove("whole");
            pipeline.remove("http");
            pipeline.addLast("tls", tls.newHandler(context.alloc()));
            furnish(pipeline, site, tls);
        });
    }

    private void openSocket(ChannelHandlerContext context, FullHttpRequest request, HttpCall call) {
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        "ws://" + request.headers().get(HttpHeaderNames.HOST, "127.0.0.1") + call.path(),
                        null,
                        false,
                        MAX_FRAME_BYTES)
                .newHandshaker(request);
        if (handshaker == null) {
            var _ = WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel());
            return;
        }
        WebSocketLink link = new WebSocketLink(context.channel());
        context.pipeline().replace(this, "socket", new SocketHandler(link));
        handshaker.handshake(context.channel(), request).addListener(done -> {
            if (done.isSuccess()) {
                link.listenWith(site.opened(call, link));
            } else {
                var _ = context.close();
            }
        });
    }

    private static HttpCall call(FullHttpRequest request) {
        String uri = request.uri();
        int mark = uri.indexOf('?');
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        boolean multipart = Multipart.is(request);
        Multipart parts = multipart ? Multipart.read(request) : new Multipart("", List.of());
        return new HttpCall(
                request.method().name(),
                mark < 0 ? uri : uri.substring(0, mark),
                mark < 0 ? "" : uri.substring(mark + 1),
                headers,
                multipart ? parts.json().getBytes(StandardCharsets.UTF_8) : ByteBufUtil.getBytes(request.content()),
                parts.files());
    }

    private static RequestGuard.Head head(ChannelHandlerContext context, FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        int port = context.channel().localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
        return new RequestGuard.Head(
                port,
                request.method().name(),
                request.uri(),
                headers.getAll(HttpHeaderNames.HOST),
                headers.getAll(HttpHeaderNames.ORIGIN),
                headers.getAll("Sec-Fetch-Site"),
                headers.getAll(HttpHeaderNames.CONTENT_TYPE),
                request.content().isReadable());
    }

    private static HttpAnswer refusal(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> problem(414, "expected a shorter request line");
            case TooLongHttpHeaderException _ -> problem(431, "expected shorter headers");
            default -> problem(400, "expected a request as HTTP/1.1 has it");
        };
    }

    static HttpAnswer problem(int status, String detail) {
        return HttpAnswer.json(status, Json.object().put("status", status).put("detail", detail))
                .as("application/problem+json");
    }

    private static HttpAnswer plain(int status, String text) {
        return new HttpAnswer(status, "text/plain; charset=utf-8", Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static void reply(ChannelHandlerContext context, FullHttpRequest request, HttpAnswer answer) {
        reply(context, HttpUtil.isKeepAlive(request), answer);
    }

    static void reply(ChannelHandlerContext context, boolean keepAlive, HttpAnswer answer) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        response.headers()
                .set(
                        HttpHeaderNames.DATE,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        if (answer.status() != 204) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        answer.headers().forEach(response.headers()::set);
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = context.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // Mostly clients that go away, or that do not trust the certificate.
        LOG.debug("a connection failed: {}", cause.toString());
        var _ = context.close();
    }
}
