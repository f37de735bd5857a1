package io.millrace.broker.partition;

import io.millrace.protocol.Problem;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Owned by the partition loop: requests that are decided but wait for an offset to be durable or
 * committed. The produce budget bounds them.
 */
final class PendingAnswers {
    private record Pending(long lastOffset, AppendTask task, ProduceOutcome outcome) {}

    /** Appends come in the order of their offsets. */
    private final Queue<Pending> forCommit = new ArrayDeque<>();

    private final Queue<Pending> forLeader = new ArrayDeque<>();

    /** Duplicates come in any order. */
    private final Queue<Pending> duplicates =
            new PriorityQueue<>(Comparator.comparingLong(Pending::lastOffset));

    void untilCommitted(long lastOffset, AppendTask task, ProduceOutcome outcome) {
        forCommit.add(new Pending(lastOffset, task, outcome));
    }

    void untilFlushed(long lastOffset, AppendTask task, ProduceOutcome outcome) {
        forLeader.add(new Pending(lastOffset, task, outcome));
    }

    void untilOriginalCommitted(long lastOffset, AppendTask task, ProduceOutcome outcome) {
        duplicates.add(new Pending(lastOffset, task, outcome));
    }

    void committed(long highWatermark) {
        answer(forCommit, highWatermark);
        answer(duplicates, highWatermark);
    }

    void flushed(long durableEnd) {
        answer(forLeader, durableEnd);
    }

    private static void answer(Queue<Pending> queue, long end) {
        for (Pending next = queue.peek();
                next != null && next.lastOffset() < end;
                next = queue.peek()) {
            queue.remove();
            next.task().complete(next.outcome());
        }
    }

    /** Nobody here can tell any more what becomes of them. */
    void giveUp(Problem unknown) {
        ProduceOutcome refused = new ProduceOutcome.Refused(unknown);
        for (Queue<Pending> queue : java.util.List.of(forCommit, forLeader, duplicates)) {
            queue.forEach(pending -> pending.task().complete(refused));
            queue.clear();
        }
    }

    int size() {
        return forCommit.size() + forLeader.size() + duplicates.size();
    }
}
