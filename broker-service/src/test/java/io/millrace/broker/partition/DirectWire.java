package io.millrace.broker.partition;

import io.millrace.broker.forward.LeaderBroker;
import io.millrace.broker.forward.LeaderBrokers;
import io.millrace.broker.forward.NotSentException;
import io.millrace.protocol.BrokerId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** By direct calls. */
public final class DirectWire implements Wire {
    private final Map<BrokerId, LeaderBroker> served = new ConcurrentHashMap<>();

    @Override
    public LeaderBrokers from(BrokerId caller) {
        return broker -> {
            LeaderBroker led = served.get(broker);
            if (led == null) {
                throw new NotSentException("broker " + broker + " is not there", null);
            }
            return led;
        };
    }

    @Override
    public void serve(BrokerId broker, LeaderBroker led) {
        served.put(broker, led);
    }
}
