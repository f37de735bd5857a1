package io.millrace.broker.forward;

import io.millrace.broker.partition.Cancellable;
import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.log.CorruptRecordException;
import io.millrace.log.LogSlice;
import io.millrace.log.SliceGoneException;
import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * What this broker leads, for those that forward to it. A call that finds no leader here is refused
 * with {@code not_leader} and goes no further. Any thread; blocks.
 */
final class LedHere implements LeaderBroker {
    private static final int ATTEMPTS = 3;

    private final Function<LedPartition, Optional<Partition>> partitions;

    /**
     * @param partitions finds the replica, if this broker leads it in that epoch
     */
    LedHere(Function<LedPartition, Optional<Partition>> partitions) {
        this.partitions = partitions;
    }

    @Override
    public List<ProduceOutcome> append(
            LedPartition partition, List<ProduceRequest> requests, Duration patience) {
        List<CompletableFuture<ProduceOutcome>> answers;
        try {
            answers = led(partition).append(requests);
        } catch (IllegalArgumentException e) {
            throw Problem.notAppended(
                            ErrorCode.INVALID_RECORD, "A forwarded batch: " + e.getMessage())
                    .asException();
        }
        var all =
                CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                        .completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS);
        all.join();
        List<ProduceOutcome> outcomes = new ArrayList<>(answers.size());
        answers.forEach(answer -> outcomes.add(answer.getNow(timedOut(patience))));
        return outcomes;
    }

    private static ProduceOutcome timedOut(Duration patience) {
        return new ProduceOutcome.Refused(
                Problem.unknownOutcome(
                        ErrorCode.REQUEST_TIMED_OUT,
                        "No acknowledgement within " + patience.toMillis() + " ms"));
    }

    @Override
    public FetchOutcome fetch(
            LedPartition partition, long offset, int maxBytes, OptionalInt lastFetchedEpoch) {
        Partition led = led(partition);
        for (int attempt = 0; ; attempt++) {
            FetchOutcome outcome = led.fetch(offset, maxBytes, lastFetchedEpoch);
            if (!(outcome instanceof FetchOutcome.Fetched(LogSlice slice, Offsets offsets))) {
                return outcome;
            }
            try {
                return new FetchOutcome.Fetched(
                        LogSlice.of(slice.read(), slice.nextOffset()), offsets);
            } catch (SliceGoneException e) {
                // Retention or truncation was faster: the next fetch says so, or finds more.
                if (attempt == ATTEMPTS) {
                    return new FetchOutcome.Empty(offsets);
                }
            } catch (CorruptRecordException e) {
                return new FetchOutcome.Refused(led.damaged(slice.firstOffset(), e));
            }
        }
    }

    @Override
    public Offsets awaitReadable(LedPartition partition, long offset, Duration patience) {
        CompletableFuture<Void> readable = new CompletableFuture<>();
        Cancellable waiting = led(partition).whenReadable(offset, () -> readable.complete(null));
        try {
            readable.completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS).join();
        } finally {
            waiting.cancel();
        }
        // It may have been the end of the leadership that has woken us.
        return led(partition).offsets();
    }

    @Override
    public long latest(LedPartition partition, Duration patience) {
        return await(led(partition).latest(), patience);
    }

    @Override
    public Optional<TimestampedOffset> offsetForTimestamp(
            LedPartition partition, long timestampMs) {
        return led(partition).offsetForTimestamp(timestampMs);
    }

    @Override
    public OptionalLong appendTimeOf(LedPartition partition, long offset) {
        return led(partition).appendTimeOf(offset);
    }

    @Override
    public long deleteBefore(LedPartition partition, long offset, Duration patience) {
        return await(led(partition).deleteBefore(offset), patience);
    }

    @Override
    public LogSize sizeOf(LedPartition partition) {
        Partition led = led(partition);
        return new LogSize(led.recordCountMax(), led.sizeInBytes());
    }

    private Partition led(LedPartition partition) {
        return partitions
                .apply(partition)
                .orElseThrow(
                        () ->
                                new Problem(
                                                ErrorCode.NOT_LEADER,
                                                "Partition "
                                                        + partition.id()
                                                        + " is not led here in epoch "
                                                        + partition.leaderEpoch(),
                                                Outcome.NOT_APPENDED,
                                                java.util.Map.of())
                                        .asException());
    }

    private static <T> T await(CompletableFuture<T> answer, Duration patience) {
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MillraceException refused) {
                throw new MillraceException(refused.problem(), refused);
            }
            throw new IllegalStateException("The partition failed", e.getCause());
        } catch (TimeoutException e) {
            throw new MillraceException(
                    Problem.of(ErrorCode.REQUEST_TIMED_OUT, "No answer within " + patience), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts a call", e);
        }
    }
}
