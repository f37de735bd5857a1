package io.millrace.broker.partition;

import io.millrace.log.retention.Retention;
import io.millrace.protocol.config.TopicConfig;
import java.util.OptionalLong;

/** What is done to a log from time to time, on its loop, between two appends. */
final class Upkeep {
    private Upkeep() {}

    /** Closes a segment that nobody has written to for long, so that it can have its time, too. */
    static void roll(HostedPartition partition, TopicConfig config, long nowMs) {
        if (partition.isHealthy()) {
            var _ = partition.upkeep(log -> log.rollIfOlder(config.segmentMs(), nowMs));
        }
    }

    /**
     * Deletes whole segments by age and size.
     *
     * @param now of a clock that may be trusted with deletion; empty: nothing goes by age
     */
    static void retain(HostedPartition partition, TopicConfig config, OptionalLong now) {
        if (!config.isDeleted() || !partition.isLeading()) {
            return; // A follower's log begins where its leader's does.
        }
        Retention retention = new Retention(config.retentionMs(), config.retentionBytes());
        long start = newStart(partition, retention, now);
        if (start > partition.log().logStartOffset()) {
            var _ = partition.deleteBefore(start);
        }
    }

    private static long newStart(HostedPartition partition, Retention retention, OptionalLong now) {
        return retention.newLogStart(
                partition.log().segments(),
                partition.log().logStartOffset(),
                partition.offsets().highWatermark(),
                now);
    }
}
