package io.millrace.internal.network;

import io.millrace.internal.identity.NodeId;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.http.server.HttpServerRequest;

/** Knows whose connection it is, from the handshake on. Owned by the connection's event loop. */
final class PeerWatch extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(PeerWatch.class);
    private static final AttributeKey<NodeId> PEER = AttributeKey.valueOf(PeerWatch.class, "peer");

    private final PeerConnections connections;
    private @Nullable NodeId peer;

    PeerWatch(PeerConnections connections) {
        this.connections = connections;
    }

    /** Who makes a request: streams are only opened after the handshake. */
    static NodeId callerOf(HttpServerRequest request) {
        AtomicReference<@Nullable NodeId> caller = new AtomicReference<>();
        request.withConnection(stream -> caller.set(stream.channel().parent().attr(PEER).get()));
        NodeId known = caller.get();
        if (known == null) {
            throw new IllegalStateException("A request came before the handshake");
        }
        return known;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event)
            throws CertificateException, SSLException {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                // The end of the matter: TLS closes the connection.
                LOG.atInfo()
                        .addKeyValue("remote", context.channel().remoteAddress())
                        .addKeyValue("error", handshake.cause())
                        .log("Peer refused");
                return;
            }
            NodeId named = nodeOf(context.pipeline().get(SslHandler.class));
            context.channel().attr(PEER).set(named);
            peer = named;
            connections.opened(named);
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (peer != null) {
            connections.closed(peer);
            peer = null;
        }
        context.fireChannelInactive();
    }

    /** A connection that breaks below HTTP is nobody's failure: its end is told as any other. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.atDebug()
                .addKeyValue("remote", context.channel().remoteAddress())
                .setCause(cause)
                .log("Connection failed");
        var _ = context.close();
    }

    private static NodeId nodeOf(SslHandler tls) throws CertificateException, SSLException {
        return NodeId.of((X509Certificate) tls.engine().getSession().getPeerCertificates()[0]);
    }
}
