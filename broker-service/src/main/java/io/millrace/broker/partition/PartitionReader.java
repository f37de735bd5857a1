package io.millrace.broker.partition;

import io.millrace.log.CorruptRecordException;
import io.millrace.log.EpochEnd;
import io.millrace.log.EventLog;
import io.millrace.log.LogSlice;
import io.millrace.log.OffsetOutOfRangeException;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.replication.LeaderState;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Any thread: reads one partition's committed records without the loop. Does file I/O. */
final class PartitionReader {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);

    private static final int DAMAGE_TOLD_MAX = 1_000;

    private final EventLog log;
    private final Refusals refusals;
    private final Runnable found;

    /** Those that were logged: each reader that comes by would tell of them again. */
    private final Set<Long> damagedOffsets = ConcurrentHashMap.newKeySet();

    /**
     * @param found is run each time damage was found
     */
    PartitionReader(EventLog log, Refusals refusals, Runnable found) {
        this.log = log;
        this.refusals = refusals;
        this.found = found;
    }

    Offsets offsets(LeaderState state) {
        return new Offsets(
                log.logStartOffset(),
                state.highWatermark(),
                state.highWatermark(),
                state.leaderEpoch());
    }

    FetchOutcome fetch(LeaderState state, long offset, int maxBytes, OptionalInt lastEpoch) {
        Offsets offsets = offsets(state);
        if (lastEpoch.isPresent()) {
            EpochEnd end = log.endOffsetForEpoch(lastEpoch.getAsInt());
            // Without any epoch that old there is nothing to compare with: its records are gone.
            if (end.epoch() >= 0
                    && (end.epoch() < lastEpoch.getAsInt() || end.endOffset() < offset)) {
                return new FetchOutcome.Refused(
                        refusals.truncated(offset, lastEpoch.getAsInt(), end.endOffset(), offsets));
            }
        }
        return switch (state.read(offset, offsets.logStart())) {
            case BELOW_LOG_START -> new FetchOutcome.Refused(refusals.belowStart(offset, offsets));
            case BEYOND_END -> new FetchOutcome.Refused(refusals.beyondEnd(offset, offsets));
            case AT_END, NOT_YET_KNOWN -> new FetchOutcome.Empty(offsets);
            case READABLE -> read(offset, maxBytes, offsets);
        };
    }

    /** Whether a reader is told that there are no such records, which a younger leader may have. */
    static boolean deniesRecords(FetchOutcome outcome) {
        return outcome instanceof FetchOutcome.Refused(Problem problem)
                && (problem.code() == ErrorCode.OFFSET_BEYOND_END
                        || problem.code() == ErrorCode.LOG_TRUNCATED);
    }

    /** For a copy of what is old: the copy would take over a damage that nobody has noticed. */
    void verify(ByteBuffer batches, long offset) {
        try {
            for (int at = 0; at < batches.limit(); ) {
                RecordBatch batch = RecordBatch.at(batches, at);
                batch.verify();
                at += batch.sizeInBytes();
            }
        } catch (InvalidBatchException e) {
            throw damaged(offset, e).asException();
        }
    }

    private FetchOutcome read(long offset, int maxBytes, Offsets offsets) {
        try {
            LogSlice slice = log.read(offset, offsets.highWatermark(), maxBytes);
            return slice.isEmpty() && slice.nextOffset() <= offset
                    ? new FetchOutcome.Empty(offsets)
                    : new FetchOutcome.Fetched(slice, offsets);
        } catch (OffsetOutOfRangeException gone) {
            // Retention was faster.
            return new FetchOutcome.Refused(
                    refusals.belowStart(
                            offset,
                            new Offsets(
                                    gone.logStartOffset(),
                                    offsets.highWatermark(),
                                    offsets.lastStable(),
                                    offsets.leaderEpoch())));
        } catch (CorruptRecordException damaged) {
            return new FetchOutcome.Refused(damaged(offset, damaged));
        }
    }

    /** Tells the operator, once for each place, and what the reader is to be told. */
    Problem damaged(long offset, RuntimeException cause) {
        if (damagedOffsets.size() < DAMAGE_TOLD_MAX && damagedOffsets.add(offset)) {
            LOG.atError()
                    .setCause(cause)
                    .addKeyValue("topic", refusals.topic())
                    .addKeyValue("partition", refusals.id())
                    .addKeyValue("offset", offset)
                    .log("A committed record is damaged on disk");
        }
        found.run();
        return refusals.corrupt(offset);
    }
}
