package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import java.util.Map;

/**
 * Positions have been moved.
 *
 * @param membersFenced how many have to join again
 * @param moves without the positions that stay where they were
 * @param offsetsTag of the offsets as they are now
 */
public record OffsetsMoved(
        int membersFenced, Map<PartitionId, OffsetMove> moves, String offsetsTag) {
    public OffsetsMoved {
        moves = Map.copyOf(moves);
    }
}
