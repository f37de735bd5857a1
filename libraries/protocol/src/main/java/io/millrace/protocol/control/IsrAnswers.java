package io.millrace.protocol.control;

import io.millrace.protocol.PartitionId;
import java.util.Set;

/**
 * @param refused the partitions whose request was not accepted; the others' new sets are in the
 *     metadata
 */
public record IsrAnswers(Set<PartitionId> refused) {
    public IsrAnswers {
        refused = Set.copyOf(refused);
    }
}
