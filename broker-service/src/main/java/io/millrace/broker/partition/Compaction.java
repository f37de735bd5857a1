package io.millrace.broker.partition;

import io.millrace.log.CorruptRecordException;
import io.millrace.log.compaction.CleanResult;
import io.millrace.log.compaction.CleanerLimits;
import io.millrace.log.compaction.CompactionPolicy;
import io.millrace.log.compaction.LogCleaner;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owned by the compaction chore: cleans the logs of compacted topics, one after the other. The
 * cleaner's map is made when the first such topic comes, as most brokers have none.
 */
final class Compaction {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    private @Nullable LogCleaner cleaner;

    void clean(HostedPartition partition, TopicConfig config, long nowMs) {
        if (!config.isCompacted() || !partition.isHealthy()) {
            return;
        }
        try {
            cleaner()
                    .clean(
                            partition.log(),
                            policy(config),
                            partition::runOnLoop,
                            partition.offsets().highWatermark(),
                            nowMs)
                    .ifPresent(result -> tell(partition, result));
        } catch (CorruptRecordException damaged) {
            LOG.atError()
                    .setCause(damaged)
                    .addKeyValue("partition", partition.id())
                    .log("A record is damaged on disk; its log is not compacted any further");
        } catch (MillraceException closed) {
            LOG.atDebug()
                    .addKeyValue("partition", partition.id())
                    .log("The log was closed while it was compacted");
        }
    }

    private LogCleaner cleaner() {
        LogCleaner made = cleaner == null ? new LogCleaner(CleanerLimits.DEFAULTS) : cleaner;
        cleaner = made;
        return made;
    }

    private static CompactionPolicy policy(TopicConfig config) {
        return new CompactionPolicy(
                config.minCleanableDirtyRatio(),
                config.minCompactionLagMs(),
                config.deleteRetentionMs(),
                config.segmentBytes());
    }

    private static void tell(HostedPartition partition, CleanResult result) {
        LOG.atInfo()
                .addKeyValue("partition", partition.id())
                .addKeyValue("offset", result.endOffset())
                .addKeyValue("bytesBefore", result.bytesBefore())
                .addKeyValue("bytesAfter", result.bytesAfter())
                .log("Compacted a log");
    }
}
