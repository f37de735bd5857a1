package io.millrace.broker.replica;

/** How to reach the other brokers. */
public interface LeaderPeers {

    /**
     * @param broker a broker id of the metadata
     * @throws IllegalStateException if nobody knows how to reach it at the moment
     */
    LeaderPeer of(int broker);
}
