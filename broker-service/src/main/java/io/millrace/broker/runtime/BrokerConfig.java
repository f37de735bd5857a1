package io.millrace.broker.runtime;

import io.millrace.broker.control.Advertised;
import io.millrace.broker.partition.HostConfig;
import io.millrace.protocol.BrokerId;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a broker runs.
 *
 * @param logs the data directory, one sub-directory per partition
 * @param startTimeout for registration and the first metadata
 */
public record BrokerConfig(
        BrokerId broker,
        Advertised advertised,
        Path logs,
        HostConfig host,
        Duration startTimeout,
        Duration heartbeatInterval,
        Chores chores) {

    /** Pauses between the runs of each chore. */
    public record Chores(
            Duration checkpoint,
            Duration retention,
            Duration compaction,
            Duration producerExpiry,
            Duration trash) {}
}
