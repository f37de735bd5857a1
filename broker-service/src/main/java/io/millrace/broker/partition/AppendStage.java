package io.millrace.broker.partition;

import io.millrace.log.AppendedRange;
import io.millrace.log.DiskFullException;
import io.millrace.log.EventLog;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.replication.IsrView;
import io.millrace.replication.LeaderState;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Owned by the partition loop: takes requests to the log and to where they wait for their answer.
 */
final class AppendStage {
    private final EventLog log;
    private final ProducerChecks checks;
    private final PendingAnswers pending;
    private final Refusals refusals;
    private final InstantSource clock;
    private final PartitionMetrics metrics;
    private final GatheredAppends gathered = new GatheredAppends();
    private final Overtakers overtakers;
    private boolean stampAppendTime;

    AppendStage(
            EventLog log,
            PendingAnswers pending,
            Refusals refusals,
            InstantSource clock,
            PartitionMetrics metrics,
            Overtakers overtakers) {
        this.log = log;
        this.checks = new ProducerChecks(log.producers(), refusals);
        this.pending = pending;
        this.refusals = refusals;
        this.clock = clock;
        this.metrics = metrics;
        this.overtakers = overtakers;
    }

    /** Whether records get the append's time instead of their own ({@code LogAppendTime}). */
    void stampAppendTime(boolean stamp) {
        stampAppendTime = stamp;
    }

    /** Whether {@link #write} has to come before the next request can be judged. */
    boolean mustWriteBefore(AppendTask task) {
        return !gathered.hasRoomFor(task);
    }

    boolean isEmpty() {
        return gathered.isEmpty();
    }

    /**
     * Refuses, knows or gathers a request, or lets it wait for its predecessor. Nothing is appended
     * before {@link #write}.
     *
     * @return the request that has waited for this one and is to be taken now; null if none has
     */
    @Nullable AppendTask take(AppendTask task, LeaderState leader) {
        if (!leader.admits(task.acks())) {
            IsrView view = leader.view();
            refuse(task, refusals.notEnoughReplicas(view.isr().size(), view.minIsr()));
            return null;
        }
        if (gathered.follows(task)) {
            return gather(task);
        }
        switch (checks.check(task, clock.millis())) {
            case ProducerChecks.Verdict.New _ -> {
                return gather(task);
            }
            case ProducerChecks.Verdict.Known(long lastOffset, ProduceOutcome outcome) -> {
                if (leader.answersDuplicate(lastOffset)) {
                    task.complete(outcome);
                } else {
                    task.written();
                    pending.untilOriginalCommitted(lastOffset, task, outcome);
                }
            }
            case ProducerChecks.Verdict.Early(long producerId, Problem problem) -> {
                if (!overtakers.offer(producerId, task)) {
                    refuse(task, problem);
                }
            }
            case ProducerChecks.Verdict.Refused(Problem problem) -> refuse(task, problem);
        }
        return null;
    }

    private @Nullable AppendTask gather(AppendTask task) {
        gathered.add(task);
        return overtakers.takeFollower(task);
    }

    /**
     * Appends what was gathered, in one write; each request then waits for what its acks demand.
     *
     * @return whether the log has grown
     * @throws RuntimeException if the log has failed: what was gathered is then refused
     */
    boolean write(ByteBuffer scratch, int leaderEpoch) {
        if (gathered.isEmpty()) {
            return false;
        }
        try {
            ByteBuffer bytes = gathered.assemble(scratch);
            long nowMs = clock.millis();
            if (stampAppendTime) {
                stamp(bytes, nowMs);
            }
            appended(log.append(bytes, leaderEpoch, nowMs), leaderEpoch);
            return true;
        } catch (DiskFullException full) {
            refuseGathered(refusals.storageFull());
            return false;
        } catch (RuntimeException failed) {
            refuseGathered(refusals.logFailed(true));
            throw failed;
        } finally {
            gathered.clear();
        }
    }

    private void appended(AppendedRange range, int leaderEpoch) {
        long next = range.firstOffset();
        for (AppendTask task : gathered.tasks()) {
            long base = next + task.markOffsets();
            next += task.offsets();
            // A mark alone has no record: its own offset stands for it.
            long last = next - 1;
            ProduceOutcome outcome =
                    new ProduceOutcome.Appended(
                            Math.min(base, last), last, range.appendTimeMs(), leaderEpoch);
            metrics.appended(task.recordCount(), task.sizeInBytes());
            task.written();
            switch (task.acks()) {
                case ALL -> pending.untilCommitted(last, task, outcome);
                case LEADER -> pending.untilFlushed(last, task, outcome);
                case NONE -> task.complete(outcome);
            }
        }
    }

    private static void stamp(ByteBuffer batches, long nowMs) {
        for (int at = batches.position(); at < batches.limit(); ) {
            RecordBatch batch = RecordBatch.at(batches, at);
            if (!batch.isControl()) {
                batch.stampAppendTime(nowMs);
            }
            at += batch.sizeInBytes();
        }
    }

    /** Refuses what was gathered and what waits to be; none of it is in the log. */
    void refuseAll(Problem problem) {
        refuseGathered(problem);
        overtakers.takeAll().forEach(task -> refuse(task, problem));
    }

    private void refuseGathered(Problem problem) {
        gathered.tasks().forEach(task -> refuse(task, problem));
        gathered.clear();
    }

    private static void refuse(AppendTask task, Problem problem) {
        task.complete(new ProduceOutcome.Refused(problem));
    }
}
