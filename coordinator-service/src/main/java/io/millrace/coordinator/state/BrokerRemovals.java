package io.millrace.coordinator.state;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import java.util.Optional;

/** Takes brokers out that will not come back. Pure. */
public final class BrokerRemovals {

    private BrokerRemovals() {}

    /** Only a broker that is fenced and has no replicas. */
    public static Decision remove(ControlState state, BrokerId id) {
        if (state.safeMode()) {
            return SafeMode.refusal();
        }
        Optional<BrokerState> broker = state.broker(id);
        if (broker.isEmpty()) {
            return Decision.refuse(ErrorCode.NOT_FOUND, "There is no broker " + id);
        }
        if (!broker.get().fenced()) {
            return Decision.refuse(
                    ErrorCode.BROKER_IN_USE, "Broker " + id + " lives: stop it first");
        }
        long replicas =
                state.topics()
                        .places()
                        .filter(place -> place.now().replicas().contains(id.value()))
                        .count();
        return replicas == 0
                ? Decision.accept(new Change.BrokerRemoved(id))
                : Decision.refuse(
                        ErrorCode.BROKER_IN_USE,
                        "Broker " + id + " has " + replicas + " replica(s): move them first");
    }
}
