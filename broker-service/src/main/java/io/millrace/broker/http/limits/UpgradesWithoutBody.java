package io.millrace.broker.http.limits;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;

/**
 * Leaves requests with a body on HTTP/1.1 when they offer to go on in HTTP/2, as Java's HttpClient
 * does on each new connection: Netty would have to hold the whole body before it could, and answers
 * 413 instead. An offer may be ignored (RFC 9110, 7.8).
 */
@ChannelHandler.Sharable
final class UpgradesWithoutBody extends ChannelInboundHandlerAdapter {
    private static final UpgradesWithoutBody INSTANCE = new UpgradesWithoutBody();

    private UpgradesWithoutBody() {}

    /** Does nothing on a connection that is HTTP/2 from the start. */
    static void guard(ChannelPipeline pipeline) {
        ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
        if (codec != null) {
            pipeline.addAfter(codec.name(), "millrace.upgradesWithoutBody", INSTANCE);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request
                && (HttpUtil.isTransferEncodingChunked(request)
                        || HttpUtil.getContentLength(request, 0L) > 0)) {
            request.headers().remove(HttpHeaderNames.UPGRADE).remove("HTTP2-Settings");
        }
        context.fireChannelRead(message);
    }
}
