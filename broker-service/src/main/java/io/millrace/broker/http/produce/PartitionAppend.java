package io.millrace.broker.http.produce;

import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One append to one partition: waits while the partition has no leader, but never longer than the
 * request allows. Any thread; nothing here blocks.
 */
final class PartitionAppend {
    private static final long LOOK_AGAIN_MS = 50;

    private final Topics topics;
    private final ProduceTarget target;
    private final long deadlineNanos;

    PartitionAppend(Topics topics, ProduceTarget target) {
        this.topics = topics;
        this.target = target;
        this.deadlineNanos = System.nanoTime() + target.timeout().toNanos();
    }

    /** Never fails: what goes wrong is a refusal with its outcome. */
    CompletableFuture<ProduceOutcome> append(int partition, ProduceRequest request) {
        return attempt(target.partition(partition), partition, request)
                .completeOnTimeout(timedOut(partition), remainingMs(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<ProduceOutcome> attempt(
            Partition partition, int number, ProduceRequest request) {
        return partition
                .append(request)
                .thenCompose(
                        outcome ->
                                mayTryAgain(outcome)
                                        ? CompletableFuture.supplyAsync(
                                                        () -> present(partition, number), later())
                                                .thenCompose(now -> attempt(now, number, request))
                                        : CompletableFuture.completedFuture(outcome));
    }

    private boolean mayTryAgain(ProduceOutcome outcome) {
        return outcome instanceof ProduceOutcome.Refused(Problem problem)
                && problem.code() == ErrorCode.LEADER_NOT_AVAILABLE
                && problem.outcome() == Outcome.NOT_APPENDED
                && remainingMs() > 2 * LOOK_AGAIN_MS;
    }

    /** The partition as it is now, unless the topic is gone: then the old one tells so. */
    private Partition present(Partition before, int number) {
        return topics.find(target.topic().metadata().name())
                .map(Topic::partitions)
                .filter(partitions -> number < partitions.size())
                .map(partitions -> partitions.get(number))
                .filter(now -> now.id().equals(before.id()))
                .orElse(before);
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
    }

    private long remainingMs() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
    }

    private ProduceOutcome timedOut(int partition) {
        return new ProduceOutcome.Refused(
                Problem.unknownOutcome(
                                ErrorCode.REQUEST_TIMED_OUT,
                                "No acknowledgement within " + target.timeout().toMillis() + " ms")
                        .with("topic", target.topic().metadata().name().value())
                        .with("partition", partition));
    }
}
