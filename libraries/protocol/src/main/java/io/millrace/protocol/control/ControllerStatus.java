package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;
import java.util.Set;

/**
 * What only the controller knows, and the metadata does not tell.
 *
 * @param safeMode whether the database was found to have lost commits, so that nothing is changed
 * @param draining brokers that hand over what they lead, in order to stop or because they are
 *     drained
 * @param drained brokers that lead nothing because an operator wants it, until he resumes them
 * @param defaultPartitions of a topic whose creator names none
 * @param defaultReplicationFactor likewise, capped by the number of brokers
 */
public record ControllerStatus(
        boolean safeMode,
        Set<BrokerId> draining,
        Set<BrokerId> drained,
        int defaultPartitions,
        int defaultReplicationFactor) {
    public ControllerStatus {
        draining = Set.copyOf(draining);
        drained = Set.copyOf(drained);
    }
}
