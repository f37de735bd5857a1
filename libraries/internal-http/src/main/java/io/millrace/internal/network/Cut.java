package io.millrace.internal.network;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;

/** Ends a connection at once, below HTTP/2 and TLS, which would say goodbye and wait. */
final class Cut {
    private Cut() {}

    static void off(Channel connection) {
        ChannelHandlerContext tls = connection.pipeline().context(SslHandler.class);
        if (tls == null) {
            var _ = connection.close();
        } else {
            var _ = tls.close();
        }
    }
}
