package io.millrace.broker.forward;

import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.log.TimestampedOffset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A broker as those see it that forward to it what it leads. It never forwards again. Calls block,
 * at most for a moment longer than their patience, and fail
 *
 * <ul>
 *   <li>with a {@link io.millrace.protocol.MillraceException} if the broker refuses, {@code
 *       not_leader} if it does not lead the partition in that epoch: nothing was appended then,
 *       unless the problem's outcome says otherwise,
 *   <li>with a {@link NotSentException} if the call certainly has not reached it,
 *   <li>with any other unchecked exception if it may have: what was to be done is done or not.
 * </ul>
 */
public interface LeaderBroker {

    /**
     * Appends batches in their order.
     *
     * @return an outcome for each
     */
    List<ProduceOutcome> append(
            LedPartition partition, List<ProduceRequest> requests, Duration patience);

    /** As {@link io.millrace.broker.partition.Partition#fetch}; the slice is in memory. */
    FetchOutcome fetch(
            LedPartition partition, long offset, int maxBytes, OptionalInt lastFetchedEpoch);

    /** Where the log begins and ends, as soon as it ends behind {@code offset} or time is over. */
    Offsets awaitReadable(LedPartition partition, long offset, Duration patience);

    /** As {@link io.millrace.broker.partition.Partition#latest}. */
    long latest(LedPartition partition, Duration patience);

    Optional<TimestampedOffset> offsetForTimestamp(LedPartition partition, long timestampMs);

    OptionalLong appendTimeOf(LedPartition partition, long offset);

    /** As {@link io.millrace.broker.partition.Partition#deleteBefore}. */
    long deleteBefore(LedPartition partition, long offset, Duration patience);

    LogSize sizeOf(LedPartition partition);
}
