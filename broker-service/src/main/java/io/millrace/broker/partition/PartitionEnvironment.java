package io.millrace.broker.partition;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.broker.flush.FlusherPool;
import io.millrace.log.LogDirectory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What all partitions of one data directory share.
 *
 * @param replicas told what leaders and followers have to say to other brokers
 * @param monotonicMs a clock that never goes back
 * @param controllerHeardMs when the controller was last heard, by that clock
 * @param directoryFailed told of a failed fsync, by a flusher thread
 */
record PartitionEnvironment(
        LogDirectory directory,
        FlusherPool flushers,
        InstantSource clock,
        LongSupplier monotonicMs,
        LongSupplier controllerHeardMs,
        ProduceBudget processBudget,
        QueueLimits partitionLimits,
        Duration overtakerWait,
        ReplicaEvents replicas,
        MeterRegistry metrics,
        Consumer<RuntimeException> directoryFailed) {}
