package io.millrace.broker.partition;

import io.millrace.protocol.config.TopicConfig;

/** What is done to a log from time to time, on its loop, between two appends. */
final class Upkeep {
    private Upkeep() {}

    /** Closes a segment that nobody has written to for long, so that it can have its time, too. */
    static void roll(HostedPartition partition, TopicConfig config, long nowMs) {
        if (partition.isHealthy()) {
            var _ = partition.upkeep(log -> log.rollIfOlder(config.segmentMs(), nowMs));
        }
    }
}
