package io.millrace.broker.partition;

import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.PartitionId;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** One partition that this broker hosts. Any thread may call it. */
@SuppressWarnings("DoNotCallSuggester") // The loop behind it lands next.
public final class Partition {

    Partition() {}

    public PartitionId id() {
        throw new UnsupportedOperationException();
    }

    /** The epoch that this broker leads, or the last one it knew. */
    public int leaderEpoch() {
        throw new UnsupportedOperationException();
    }

    /**
     * Appends one batch.
     *
     * <p>Never blocks. The future is completed by the partition loop, never exceptionally: what
     * depends on it must not block either.
     */
    public CompletableFuture<ProduceOutcome> append(ProduceRequest request) {
        throw new UnsupportedOperationException();
    }

    public Offsets offsets() {
        throw new UnsupportedOperationException();
    }

    /**
     * The end of the log for a reader that wants only what comes next: {@code
     * offsets().highWatermark()} as soon as a new leader has proven it (rule R6), which is at once
     * but for a moment after a start.
     */
    public CompletableFuture<Long> latest() {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads committed batches. Does file I/O: virtual or worker threads only, never an event loop.
     *
     * @param offset first offset wanted
     * @param maxBytes soft limit: one batch is always given
     * @param lastFetchedEpoch leader epoch of the last batch that the reader has, if it knows it:
     *     tells a log that was truncated under the reader
     */
    public FetchOutcome fetch(long offset, int maxBytes, OptionalInt lastFetchedEpoch) {
        throw new UnsupportedOperationException();
    }

    /**
     * First committed record whose timestamp (ms) is at or after {@code timestampMs}. Does file
     * I/O.
     */
    public Optional<TimestampedOffset> offsetForTimestamp(long timestampMs) {
        throw new UnsupportedOperationException();
    }

    /** When the batch that holds {@code offset} was appended (ms since 1970). Does file I/O. */
    public OptionalLong appendTimeOf(long offset) {
        throw new UnsupportedOperationException();
    }

    /** Bytes of the log on disk. */
    public long sizeInBytes() {
        throw new UnsupportedOperationException();
    }

    /**
     * Calls back once, as soon as {@code highWatermark > offset} or the partition closes or moves;
     * at once, on the calling thread, if that is already so. The callback must not block.
     */
    public Cancellable whenReadable(long offset, Runnable callback) {
        throw new UnsupportedOperationException();
    }

    /**
     * Deletes records below {@code offset} (DeleteRecords).
     *
     * @return the new log start; fails with a {@link io.millrace.protocol.MillraceException} if the
     *     offset is above the high watermark or the partition is not led here
     */
    public CompletableFuture<Long> deleteBefore(long offset) {
        throw new UnsupportedOperationException();
    }
}
