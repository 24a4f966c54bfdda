package dev.weir.simulator.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Puts the parts of a request together; one that is too large is refused with a problem document. */
final class WholeRequests extends HttpObjectAggregator {
    private final int most;

    WholeRequests(int most) {
        super(most);
        this.most = most;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        FrontDoor.reply(context, false, FrontDoor.problem(413, "expected a body of at most " + most + " bytes"));
    }
}
