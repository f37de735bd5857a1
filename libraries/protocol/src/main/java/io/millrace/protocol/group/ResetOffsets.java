package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import java.util.Map;
import java.util.Optional;

/**
 * An operator moves a group's positions.
 *
 * @param nextOffsets where to go on
 * @param fence whether members are fenced; else a group that has any refuses
 * @param offsetsTag of the offsets that this is based on, if it must not be based on others
 */
public record ResetOffsets(
        GroupId group,
        Map<PartitionId, Long> nextOffsets,
        boolean fence,
        Optional<String> offsetsTag) {
    public ResetOffsets {
        nextOffsets = Map.copyOf(nextOffsets);
        if (nextOffsets.values().stream().anyMatch(next -> next < 0)) {
            throw new IllegalArgumentException("An offset is at least 0");
        }
    }
}
