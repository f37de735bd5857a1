package io.millrace.internal.network;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.internal.identity.NodeId;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections of each peer and tells of them, in order. Any thread. */
final class PeerConnections {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnections.class);

    private final PeerListener listener;

    @GuardedBy("this")
    private final Map<NodeId, Integer> counts = new HashMap<>();

    PeerConnections(PeerListener listener) {
        this.listener = listener;
    }

    synchronized void opened(NodeId peer) {
        counts.merge(peer, 1, Integer::sum);
        LOG.atInfo().addKeyValue("peer", peer).log("Peer connected");
        tell(peer, () -> listener.onConnected(peer));
    }

    synchronized void closed(NodeId peer) {
        Integer left = counts.computeIfPresent(peer, (_, count) -> count == 1 ? null : count - 1);
        LOG.atInfo().addKeyValue("peer", peer).log("Peer disconnected");
        tell(peer, () -> listener.onDisconnected(peer, left == null ? 0 : left));
    }

    /** A listener that fails is a mistake of its own, and no reason to end a connection. */
    private static void tell(NodeId peer, Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("peer", peer).setCause(e).log("Listener failed");
        }
    }
}
