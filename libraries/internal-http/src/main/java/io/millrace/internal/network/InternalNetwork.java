package io.millrace.internal.network;

import io.millrace.internal.identity.ExpectedPeer;
import io.millrace.internal.identity.NodeCertificates;
import java.net.URI;
import java.time.Duration;
import reactor.netty.resources.LoopResources;

/**
 * A node's part in the network of the cluster: the event loops and the certificate that its server
 * and its clients share. Any thread. Close those first; the certificate is not closed with it.
 */
public final class InternalNetwork implements AutoCloseable {
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final NodeCertificates certificates;
    private final LoopResources loops;

    /**
     * @param threads how many event loops; a connection has one of them
     */
    public InternalNetwork(NodeCertificates certificates, int threads) {
        this.certificates = certificates;
        this.loops = LoopResources.create("internal", threads, true);
    }

    /** Listens from now on; fails if the address is not to be had. */
    public InternalServer listen(ServerSettings settings, Routes routes, PeerListener listener) {
        return new InternalServer(loops, certificates, settings, routes, listener);
    }

    /**
     * A client of one peer. Nothing is connected before the first call.
     *
     * @param peer {@code https://host:port}
     * @param expected who must answer there
     */
    public InternalClient connectTo(URI peer, ExpectedPeer expected, ClientSettings settings) {
        return new InternalClient(
                loops.onClient(false).next(), peer, certificates.client(expected), settings);
    }

    @Override
    public void close() {
        loops.disposeLater(Duration.ZERO, CLOSE_MAX).block(CLOSE_MAX.plusSeconds(1));
    }
}
