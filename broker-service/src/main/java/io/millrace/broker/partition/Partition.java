package io.millrace.broker.partition;

import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * One partition as those see it who produce and consume, whoever leads it. Any thread may call it.
 *
 * <p>What says that it fails with a {@link io.millrace.protocol.MillraceException} does so with
 * {@code leader_not_available} while there is no leader, it moves, or it can't be reached: whoever
 * may wait asks again. If another broker leads, what says that it does file I/O may wait for that
 * broker as well.
 */
public interface Partition {

    PartitionId id();

    /**
     * The epoch in which it is led, as far as this broker knows, or the last one in its log; −1 if
     * there never was one.
     */
    int leaderEpoch();

    /**
     * Whether appends that one thread submits one after the other are appended in that order. Else
     * only those are that were submitted together, or after the answer to the ones before: requests
     * that travel to another broker may overtake each other.
     */
    default boolean keepsOrder() {
        return true;
    }

    /**
     * Appends one batch.
     *
     * <p>Never blocks: too much that waits already, a full disk and a missing leader are refused at
     * once. The future is completed by the partition loop, never exceptionally: what depends on it
     * must not block either.
     *
     * @throws IllegalArgumentException if the request is not exactly one whole data batch
     */
    default CompletableFuture<ProduceOutcome> append(ProduceRequest request) {
        return append(List.of(request)).getFirst();
    }

    /**
     * Appends batches that came together: in their order, in one turn of the loop, so that they
     * mostly share a write and a flush. Else as above.
     *
     * @return an answer for each
     */
    List<CompletableFuture<ProduceOutcome>> append(List<ProduceRequest> requests);

    /**
     * The same for one who waits only for so long. Where another broker leads, no answer comes much
     * later; what is under way may be appended nevertheless.
     */
    default List<CompletableFuture<ProduceOutcome>> append(
            List<ProduceRequest> requests, Duration patience) {
        return append(requests);
    }

    /**
     * Where the log begins and ends, as this broker knows it without asking: behind a leader
     * elsewhere by a moment while somebody waits in {@link #whenReadable}, else by the time since
     * that leader's last answer, and all 0 before its first.
     */
    Offsets offsets();

    /**
     * The end of the leader's log, committed or not, and how far its followers are; empty where
     * this broker does not lead.
     */
    default Optional<Progress> progress() {
        return Optional.empty();
    }

    /** The start of the log for a reader that wants everything, as the leader knows it. */
    default CompletableFuture<Long> earliest() {
        return CompletableFuture.completedFuture(offsets().logStart());
    }

    /**
     * The end of the log for a reader that wants only what comes next: the high watermark, as soon
     * as a new leader has proven it (rule R6), which is at once but for a moment after a start.
     *
     * @return may fail with a {@link io.millrace.protocol.MillraceException}
     */
    CompletableFuture<Long> latest();

    /**
     * Reads committed batches. Does file I/O: virtual or worker threads only, never an event loop.
     *
     * @param offset first offset wanted
     * @param maxBytes soft limit: one batch is always given
     * @param lastFetchedEpoch leader epoch of the last batch that the reader has, if it knows it:
     *     tells a log that was truncated under the reader
     */
    FetchOutcome fetch(long offset, int maxBytes, OptionalInt lastFetchedEpoch);

    /**
     * What to tell a reader who found damage in what was fetched. The partition goes on: with one
     * replica nobody could do better, and all else in it is whole.
     *
     * @param offset where the damaged batch begins
     */
    Problem damaged(long offset, RuntimeException cause);

    /**
     * First committed record whose timestamp (ms) is at or after {@code timestampMs}. Does file
     * I/O.
     *
     * @throws io.millrace.protocol.MillraceException if the leader can't be asked
     */
    Optional<TimestampedOffset> offsetForTimestamp(long timestampMs);

    /**
     * The first committed record at or after {@code offset}, which is none of the log's own notes;
     * empty if there is none. Does file I/O.
     *
     * @throws io.millrace.protocol.MillraceException where this broker does not lead
     */
    OptionalLong firstRecord(long offset);

    /**
     * When the batch that holds {@code offset} was appended (ms since 1970); empty if nobody can
     * tell at the moment. Does file I/O.
     */
    OptionalLong appendTimeOf(long offset);

    /**
     * At most so many committed records: the starts of leader epochs are none. Marks of requests
     * are none either, but are not told apart without reading; nor are the holes of compaction. May
     * wait for another broker.
     *
     * @throws io.millrace.protocol.MillraceException if the leader can't be asked
     */
    long recordCountMax();

    /**
     * Bytes of the leader's log on disk. May wait for another broker.
     *
     * @throws io.millrace.protocol.MillraceException if the leader can't be asked
     */
    long sizeInBytes();

    /**
     * The offset before which retention deletes everything soon, or keeps it only for groups that
     * have still to read it; empty where this broker does not lead, or has not looked yet.
     */
    default OptionalLong expiringBefore() {
        return OptionalLong.empty();
    }

    /**
     * Calls back once, as soon as {@code highWatermark > offset} or the partition closes or moves;
     * at once, on the calling thread, if that is already so. The callback must not block.
     */
    Cancellable whenReadable(long offset, Runnable callback);

    /**
     * Deletes records below {@code offset} (DeleteRecords).
     *
     * @return the new log start; fails with a {@link io.millrace.protocol.MillraceException} if the
     *     offset is above the high watermark, or the leader can't be asked
     */
    CompletableFuture<Long> deleteBefore(long offset);
}
