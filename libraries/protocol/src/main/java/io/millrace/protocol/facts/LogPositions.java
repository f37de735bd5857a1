package io.millrace.protocol.facts;

import io.millrace.protocol.PartitionId;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Places in a partition's log, as its leader finds them.
 *
 * @param appendTimesMs offset asked about → when the record there was appended, or the first after
 *     it that is still there: milliseconds since 1970, up to a second early; without offsets at the
 *     end, and those of which nobody can tell
 * @param timestampOffset of the first committed record that is as young as was asked, the high
 *     watermark if none is; empty if that was not asked
 */
public record LogPositions(
        PartitionId partition,
        long logStartOffset,
        long highWatermark,
        Map<Long, Long> appendTimesMs,
        OptionalLong timestampOffset) {
    public LogPositions {
        appendTimesMs = Map.copyOf(appendTimesMs);
    }
}
