package io.millrace.internal.identity;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/** One state of a node's certificate, with the TLS contexts made of it. Any thread. */
final class KeyMaterial {
    private static final ApplicationProtocolConfig HTTP2_ONLY =
            new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2);

    private final NodeId node;
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final X509ExtendedTrustManager authority;
    private final SslContext server;
    private final Map<ExpectedPeer, SslContext> clients = new ConcurrentHashMap<>();

    KeyMaterial(
            NodeId node,
            List<X509Certificate> chain,
            PrivateKey key,
            X509ExtendedTrustManager authority) {
        this.node = node;
        this.chain = List.copyOf(chain);
        this.key = key;
        this.authority = authority;
        this.server =
                build(
                        SslContextBuilder.forServer(key, this.chain).clientAuth(ClientAuth.REQUIRE),
                        ExpectedPeer.ANY);
    }

    NodeId node() {
        return node;
    }

    SslContext server() {
        return server;
    }

    SslContext client(ExpectedPeer peer) {
        return clients.computeIfAbsent(
                peer,
                expected -> build(SslContextBuilder.forClient().keyManager(key, chain), expected));
    }

    private SslContext build(SslContextBuilder builder, ExpectedPeer peer) {
        try {
            return builder.sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .applicationProtocolConfig(HTTP2_ONLY)
                    .trustManager(new PeerTrust(authority, peer))
                    // The id of the node is checked; by what name it was reached does not matter.
                    .endpointIdentificationAlgorithm("")
                    .build();
        } catch (SSLException e) {
            throw new InvalidCertificatesException("The certificate can't be used: " + e, e);
        }
    }
}
