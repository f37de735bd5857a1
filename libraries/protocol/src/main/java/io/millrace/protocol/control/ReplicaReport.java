package io.millrace.protocol.control;

import io.millrace.protocol.PartitionId;

/**
 * A replica as its broker found it at the start.
 *
 * @param lastEpoch the leader epoch of its last batch; -1 if it is empty
 * @param durableEndOffset the end of what is surely on disk
 * @param highWatermarkCheckpoint the high watermark as last written down
 */
public record ReplicaReport(
        PartitionId partition,
        int lastEpoch,
        long durableEndOffset,
        long highWatermarkCheckpoint,
        ReplicaFlag flag) {}
