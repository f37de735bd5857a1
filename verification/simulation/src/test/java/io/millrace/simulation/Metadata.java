package io.millrace.simulation;

import io.millrace.replication.controller.PartitionRegistration;
import java.util.Map;
import java.util.Set;

/** What the controller tells the brokers. */
record Metadata(
        long controllerEpoch,
        long version,
        PartitionRegistration partition,
        Map<Integer, Long> live) {

    static Metadata of(Database.State state) {
        return new Metadata(
                state.controllerEpoch(), state.version(), state.partition(), state.live());
    }

    Set<Integer> fenced() {
        Set<Integer> fenced = new java.util.TreeSet<>(partition.isr().keySet());
        fenced.removeAll(live.keySet());
        return fenced;
    }
}
