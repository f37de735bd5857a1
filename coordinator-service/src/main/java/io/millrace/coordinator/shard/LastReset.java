package io.millrace.coordinator.shard;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.NextOffset;
import java.util.Map;
import java.util.Optional;

/**
 * What the last reset of a group's positions has replaced.
 *
 * @param atMs when, in milliseconds since 1970
 * @param before empty for a partition in which nothing had been committed
 */
public record LastReset(long atMs, Map<PartitionId, Optional<NextOffset>> before) {
    public LastReset {
        before = Map.copyOf(before);
    }
}
