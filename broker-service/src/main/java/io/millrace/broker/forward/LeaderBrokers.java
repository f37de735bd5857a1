package io.millrace.broker.forward;

import io.millrace.protocol.BrokerId;

/** How to reach the other brokers. */
@FunctionalInterface
public interface LeaderBrokers {

    /**
     * @param broker as the metadata names it
     * @throws NotSentException if nobody knows how to reach it at the moment
     */
    LeaderBroker of(BrokerId broker);
}
