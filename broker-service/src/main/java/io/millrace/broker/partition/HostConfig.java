package io.millrace.broker.partition;

import io.millrace.log.DirectoryConfig;
import java.time.Duration;

/**
 * How a broker hosts partitions.
 *
 * @param loops threads that change partitions, at least 1
 * @param flusherThreads threads that fsync, 1 to 64
 * @param openThreads logs that are opened and recovered at the same time, at least 1
 * @param processQueue what may wait to be appended in the whole process
 * @param partitionQueue what may wait to be appended to one partition
 * @param overtakerWait how long a raw batch that has overtaken its producer's previous one waits
 *     for it; zero: it is refused at once
 */
public record HostConfig(
        int loops,
        int flusherThreads,
        int openThreads,
        QueueLimits processQueue,
        QueueLimits partitionQueue,
        Duration overtakerWait,
        DirectoryConfig directory) {
    public HostConfig {
        if (loops < 1 || flusherThreads < 1 || flusherThreads > 64 || openThreads < 1) {
            throw new IllegalArgumentException(
                    loops + " loops, " + flusherThreads + " flushers, " + openThreads + " openers");
        }
    }
}
