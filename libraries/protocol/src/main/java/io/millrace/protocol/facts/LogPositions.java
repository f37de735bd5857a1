package io.millrace.protocol.facts;

import io.millrace.protocol.PartitionId;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Places in a partition's log, as its leader finds them.
 *
 * @param records offset asked about → the record there, or the first after it that is still there;
 *     without offsets after which there is none, which may be below the high watermark: the log's
 *     own notes are no records
 * @param timestampOffset of the first committed record that is as young as was asked, the high
 *     watermark if none is; empty if that was not asked
 * @param expiringBefore the offset before which retention deletes everything soon, or keeps it only
 *     for groups that have still to read it; empty if the leader has not looked yet
 */
public record LogPositions(
        PartitionId partition,
        long logStartOffset,
        long highWatermark,
        Map<Long, FoundRecord> records,
        OptionalLong timestampOffset,
        OptionalLong expiringBefore) {
    public LogPositions {
        records = Map.copyOf(records);
    }

    /**
     * @param appendTimeMs milliseconds since 1970, up to a second early; empty if nobody can tell
     */
    public record FoundRecord(long offset, OptionalLong appendTimeMs) {}
}
