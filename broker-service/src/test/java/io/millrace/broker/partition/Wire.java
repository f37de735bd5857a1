package io.millrace.broker.partition;

import io.millrace.broker.forward.LeaderBroker;
import io.millrace.broker.forward.LeaderBrokers;
import io.millrace.protocol.BrokerId;

/** How brokers of a test reach each other in order to forward. */
public interface Wire extends AutoCloseable {

    LeaderBrokers from(BrokerId caller);

    /** What a broker serves from now on. */
    void serve(BrokerId broker, LeaderBroker led);

    @Override
    default void close() {}
}
