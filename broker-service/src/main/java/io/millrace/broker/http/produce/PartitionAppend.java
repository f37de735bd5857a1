package io.millrace.broker.http.produce;

import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Appends to partitions: waits while a partition has no leader, but never longer than the request
 * allows. What surely was not appended is sent again; what may have been, only if the partition
 * would know it again. Any thread; nothing here blocks.
 */
final class PartitionAppend {
    private static final long LOOK_AGAIN_MS = 20;

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
        return append(partition, List.of(request)).thenApply(List::getFirst);
    }

    /** Batches that came together, in their order. Never fails. */
    CompletableFuture<List<ProduceOutcome>> append(int partition, List<ProduceRequest> requests) {
        return attempt(target.partition(partition), partition, requests);
    }

    private CompletableFuture<List<ProduceOutcome>> attempt(
            Partition partition, int number, List<ProduceRequest> requests) {
        List<CompletableFuture<ProduceOutcome>> answers =
                partition.append(requests, Duration.ofMillis(remainingMs()));
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, remainingMs(), TimeUnit.MILLISECONDS)
                .thenCompose(
                        _ -> {
                            List<ProduceOutcome> outcomes = new ArrayList<>(answers.size());
                            answers.forEach(
                                    a -> outcomes.add(a.isDone() ? a.join() : timedOut(number)));
                            return repeated(partition, number, requests, outcomes);
                        });
    }

    /** The outcomes, with those that may still become better in their second attempt. */
    private CompletableFuture<List<ProduceOutcome>> repeated(
            Partition partition,
            int number,
            List<ProduceRequest> requests,
            List<ProduceOutcome> outcomes) {
        List<Integer> again =
                IntStream.range(0, outcomes.size())
                        .filter(i -> mayTryAgain(requests.get(i), outcomes.get(i)))
                        .boxed()
                        .toList();
        if (again.isEmpty()) {
            return CompletableFuture.completedFuture(outcomes);
        }
        return CompletableFuture.supplyAsync(() -> present(partition, number), later())
                .thenCompose(
                        now -> attempt(now, number, again.stream().map(requests::get).toList()))
                .thenApply(
                        later -> {
                            for (int i = 0; i < later.size(); i++) {
                                int index = again.get(i);
                                outcomes.set(index, both(outcomes.get(index), later.get(i)));
                            }
                            return outcomes;
                        });
    }

    /** What was refused later, for whatever reason, may have been appended before nevertheless. */
    private static ProduceOutcome both(ProduceOutcome earlier, ProduceOutcome later) {
        return earlier instanceof ProduceOutcome.Refused(Problem before)
                        && before.outcome() == Outcome.UNKNOWN
                        && later instanceof ProduceOutcome.Refused(Problem after)
                ? new ProduceOutcome.Refused(after.withOutcome(Outcome.UNKNOWN))
                : later;
    }

    private boolean mayTryAgain(ProduceRequest request, ProduceOutcome outcome) {
        return outcome instanceof ProduceOutcome.Refused(Problem problem)
                && problem.code() == ErrorCode.LEADER_NOT_AVAILABLE
                && (problem.outcome() == Outcome.NOT_APPENDED || request.isRepeatable())
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
