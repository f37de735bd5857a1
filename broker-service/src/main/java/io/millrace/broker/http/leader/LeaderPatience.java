package io.millrace.broker.http.leader;

import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.Partition;
import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What one request is ready to wait, in all, for leaders that are unknown or moving: asks
 * partitions, and looks again. Blocks: virtual threads only. They are never interrupted, since that
 * would close the log's files.
 */
public final class LeaderPatience {
    private static final long LOOK_AGAIN_MS = 50;

    private final long deadlineNanos;

    private LeaderPatience(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    /** Begins now. */
    public static LeaderPatience of(Duration patience) {
        if (!Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("Others would wait with it: virtual threads only");
        }
        return new LeaderPatience(System.nanoTime() + patience.toNanos());
    }

    /**
     * @throws MillraceException if the partition refuses to the end
     */
    public long earliest(Partition partition) {
        return answer(() -> awaited(partition, partition.earliest()));
    }

    /**
     * @throws MillraceException if the partition refuses to the end
     */
    public long latest(Partition partition) {
        return answer(() -> awaited(partition, partition.latest()));
    }

    /**
     * @throws MillraceException if the partition refuses to the end
     */
    public Optional<TimestampedOffset> offsetForTimestamp(Partition partition, long timestampMs) {
        return answer(() -> partition.offsetForTimestamp(timestampMs));
    }

    public FetchOutcome fetch(Partition partition, long offset, int maxBytes) {
        while (true) {
            FetchOutcome outcome = partition.fetch(offset, maxBytes, OptionalInt.empty());
            if (!(outcome instanceof FetchOutcome.Refused(Problem problem))
                    || !looksAgainAfter(problem)) {
                return outcome;
            }
        }
    }

    private <T> T answer(Supplier<T> question) {
        while (true) {
            try {
                return question.get();
            } catch (MillraceException e) {
                if (!looksAgainAfter(e.problem())) {
                    throw e;
                }
            }
        }
    }

    private <T> T awaited(Partition partition, CompletableFuture<T> answer) {
        try {
            long left = Math.max(1, deadlineNanos - System.nanoTime());
            return answer.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw unknown(partition, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof MillraceException refused
                    ? new MillraceException(refused.problem(), refused)
                    : unknown(partition, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts a request", e);
        }
    }

    private static MillraceException unknown(Partition partition, Exception cause) {
        return new MillraceException(
                Problem.of(
                        ErrorCode.LEADER_NOT_AVAILABLE,
                        "Where partition "
                                + partition.id().partition()
                                + " begins and ends is not known at the moment"),
                cause);
    }

    /** After a pause; false if there is no sense in it, or no time left. */
    private boolean looksAgainAfter(Problem problem) {
        if (problem.code() != ErrorCode.LEADER_NOT_AVAILABLE
                || deadlineNanos - System.nanoTime() < 0) {
            return false;
        }
        try {
            Thread.sleep(LOOK_AGAIN_MS);
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts a request", e);
        }
    }
}
