package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;
import java.util.List;

/** What a broker's replicas hold, for a controller that it has not registered with. */
public record ReplicaReports(BrokerId broker, long brokerEpoch, List<ReplicaReport> replicas) {
    public ReplicaReports {
        replicas = List.copyOf(replicas);
    }
}
