package io.millrace.broker.http.fetch;

import io.millrace.broker.http.fetch.FetchQuery.Start;
import io.millrace.broker.http.leader.LeaderPatience;
import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.FetchOutcome.Empty;
import io.millrace.broker.partition.FetchOutcome.Fetched;
import io.millrace.broker.partition.FetchOutcome.Refused;
import io.millrace.broker.partition.Partition;
import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads of a partition that may wait. Blocks: virtual threads only. They are never interrupted,
 * since that would close the log's files.
 */
final class PartitionReads {
    private static final long LEADER_WAIT_MS = 5_000;
    private static final long LOOK_AGAIN_MS = 50;

    private PartitionReads() {}

    /** A fetch's answer and the offset that it was for. */
    record Read(long offset, FetchOutcome outcome) {}

    /** Fetches as soon as {@code minBytes} are there, at the latest after {@code maxWait}. */
    static Read fetch(Partition partition, FetchQuery query) {
        long begin = System.nanoTime();
        long offset = start(partition, query.start());
        OptionalInt lastEpoch = query.lastEpoch();
        while (true) {
            FetchOutcome outcome = partition.fetch(offset, query.maxBytes(), lastEpoch);
            long waitedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            long leftMs = query.maxWait().toMillis() - waitedMs;
            switch (outcome) {
                case Fetched fetched when RecordWalk.isControlOnly(fetched.slice()) -> {
                    // A page without records, though there may be some behind it, helps nobody.
                    offset = fetched.slice().nextOffset();
                    lastEpoch = OptionalInt.empty();
                }
                case Fetched fetched -> {
                    int size = fetched.slice().sizeInBytes();
                    if (size >= query.minBytes() || size >= query.maxBytes() || leftMs <= 0) {
                        return new Read(offset, outcome);
                    }
                    awaitReadable(partition, fetched.slice().nextOffset(), leftMs);
                }
                case Empty empty -> {
                    if (leftMs <= 0 || query.minBytes() == 0) {
                        return new Read(offset, outcome);
                    }
                    awaitReadable(
                            partition, Math.max(offset, empty.offsets().highWatermark()), leftMs);
                }
                case Refused(Problem problem) -> {
                    boolean moving = problem.code() == ErrorCode.LEADER_NOT_AVAILABLE;
                    if (!moving || Math.max(leftMs, LEADER_WAIT_MS - waitedMs) <= 0) {
                        return new Read(offset, outcome);
                    }
                    pause();
                }
            }
        }
    }

    static LeaderPatience patience() {
        return LeaderPatience.of(Duration.ofMillis(LEADER_WAIT_MS));
    }

    private static long start(Partition partition, Start start) {
        LeaderPatience patience = patience();
        return switch (start) {
            case Start.At at -> at.offset();
            case Start.Earliest _ -> patience.earliest(partition);
            case Start.Latest _ -> patience.latest(partition);
            case Start.Time time ->
                    patience.offsetForTimestamp(partition, time.epochMs())
                            .map(TimestampedOffset::offset)
                            .orElseGet(() -> patience.latest(partition));
        };
    }

    private static void awaitReadable(Partition partition, long offset, long millis) {
        CompletableFuture<Void> readable = new CompletableFuture<>();
        var wish = partition.whenReadable(offset, () -> readable.complete(null));
        try {
            readable.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Then what is there is the answer.
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("Nobody interrupts a fetch", e);
        } finally {
            wish.cancel();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN_MS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts a fetch", e);
        }
    }
}
