package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import java.util.Map;

/**
 * What is committed now of the partitions that were asked about.
 *
 * @param refused commits that do not count, and why
 */
public record CommittedOffsets(
        Map<PartitionId, NextOffset> offsets, Map<PartitionId, Refusal> refused) {
    public CommittedOffsets {
        offsets = Map.copyOf(offsets);
        refused = Map.copyOf(refused);
    }
}
