package io.millrace.internal.network;

import io.millrace.internal.identity.NodeId;

/**
 * Learns of peers that come and go. A peer may have several connections at a time. Events are told
 * one after the other, on threads of the network: return at once.
 */
public interface PeerListener {
    PeerListener NONE =
            new PeerListener() {
                @Override
                public void onConnected(NodeId peer) {
                    // Nobody wants to know.
                }

                @Override
                public void onDisconnected(NodeId peer, int left) {
                    // Nobody wants to know.
                }
            };

    /** A connection of the peer stands and its certificate is good. */
    void onConnected(NodeId peer);

    /**
     * A connection of the peer has ended. If its process was killed, this comes at once; if its
     * host was cut off, when it has been silent for too long.
     *
     * @param left how many connections of the peer still stand
     */
    void onDisconnected(NodeId peer, int left);
}
