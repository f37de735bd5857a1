package io.millrace.internal.network;

import io.millrace.internal.identity.NodeId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a server tells of its peers. */
final class RecordedPeers implements PeerListener {
    private final List<String> events = new CopyOnWriteArrayList<>();

    List<String> events() {
        return List.copyOf(events);
    }

    @Override
    public void onConnected(NodeId peer) {
        events.add(peer + " connected");
    }

    @Override
    public void onDisconnected(NodeId peer, int left) {
        events.add(peer + " disconnected, " + left + " left");
    }
}
