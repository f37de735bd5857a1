package io.millrace.broker.partition;

import io.millrace.log.EventLog;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.replication.EpochHistory;
import io.millrace.replication.EpochHistory.EpochEnd;
import io.millrace.replication.FollowerEffect;
import io.millrace.replication.FollowerEvent;
import io.millrace.replication.FollowerState;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Owned by the partition loop: makes the log what the leader's log is (rules R2 and R3). */
final class FollowerDuty {
    private final EventLog log;
    private final InstantSource clock;
    private @Nullable FollowerState state;

    FollowerDuty(EventLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** Empty while this replica does not follow. */
    Optional<FollowerState> state() {
        return Optional.ofNullable(state);
    }

    FollowerState begin(int self, long brokerEpoch, int leader, int leaderEpoch) {
        long end = log.logEndOffset();
        state =
                new FollowerState(
                        self,
                        brokerEpoch,
                        leader,
                        leaderEpoch,
                        log.lastEpoch().orElse(-1),
                        end,
                        log.durableEndOffset(),
                        Math.clamp(log.highWatermark(), log.logStartOffset(), end));
        return state;
    }

    void end() {
        state = null;
    }

    /**
     * Does what the leader has answered; nothing if it is of another reign.
     *
     * @return whether there is more in the log that is not durable
     * @throws RuntimeException if it could not be done; the log is as it was, or has failed
     */
    boolean take(LeaderAnswer answer) {
        FollowerState now = state;
        if (now == null || answer.leaderEpoch() != now.leaderEpoch()) {
            return false;
        }
        return switch (answer) {
            case LeaderAnswer.Records records -> append(records);
            case LeaderAnswer.Diverging(int epoch, EpochEnd end) -> {
                apply(new FollowerEvent.Diverged(epoch, end));
                yield false;
            }
            case LeaderAnswer.BelowLogStart(int epoch, long start) -> {
                apply(new FollowerEvent.BelowLogStart(epoch, start));
                yield false;
            }
        };
    }

    private boolean append(LeaderAnswer.Records records) {
        boolean more = records.batches().hasRemaining();
        if (more) {
            long first =
                    RecordBatch.at(records.batches(), records.batches().position()).baseOffset();
            if (first < log.logEndOffset() && !isEmpty()) {
                return false; // Given twice. The leader hears again where this log ends.
            }
            if (first < log.logEndOffset()) {
                // The leader's log begins within a batch; so does this one, in a moment.
                log.beginAnewAt(first);
            }
            log.appendReplicated(records.batches(), clock.millis());
        }
        apply(
                new FollowerEvent.Appended(
                        records.leaderEpoch(),
                        log.logEndOffset(),
                        log.lastEpoch().orElse(-1),
                        records.highWatermark()));
        long start = Math.min(records.logStart(), log.durableEndOffset());
        if (start > log.logStartOffset()) {
            log.deleteBefore(start);
        }
        return more;
    }

    private boolean isEmpty() {
        return log.logStartOffset() == log.logEndOffset();
    }

    /** True if more is durable than the leader may know. */
    boolean flushed() {
        FollowerState before = state;
        if (before == null) {
            return false;
        }
        FollowerState after =
                apply(new FollowerEvent.Flushed(before.leaderEpoch(), log.durableEndOffset()));
        return after.flushed() > before.flushed();
    }

    private FollowerState apply(FollowerEvent event) {
        FollowerState now = state;
        if (now == null) {
            throw new IllegalStateException("a follower's event without a follower");
        }
        FollowerState.Step step = now.step(event, history(log));
        for (FollowerEffect effect : step.effects()) {
            switch (effect) {
                case FollowerEffect.TruncateTo(long end) when end < log.logStartOffset() ->
                        log.beginAnewAt(end);
                case FollowerEffect.TruncateTo(long end) -> {
                    log.noteHighWatermark(step.state().highWatermark());
                    log.truncateTo(end);
                }
                case FollowerEffect.BeginAnewAt(long offset) -> log.beginAnewAt(offset);
                case FollowerEffect.NoteHighWatermark(long highWatermark) ->
                        log.noteHighWatermark(highWatermark);
            }
        }
        state = asCut(step.state());
        return state;
    }

    /** A cut may go further than it must: to where a batch ends, and the holes before it. */
    private FollowerState asCut(FollowerState decided) {
        long end = log.logEndOffset();
        return end == decided.logEnd()
                ? decided
                : new FollowerState(
                        decided.self(),
                        decided.brokerEpoch(),
                        decided.leader(),
                        decided.leaderEpoch(),
                        log.lastEpoch().orElse(-1),
                        end,
                        Math.min(decided.flushed(), end),
                        Math.min(decided.highWatermark(), end));
    }

    static EpochHistory history(EventLog log) {
        return epoch -> {
            io.millrace.log.EpochEnd end = log.endOffsetForEpoch(epoch);
            return end.epoch() < 0
                    ? new EpochEnd(-1, log.logStartOffset())
                    : new EpochEnd(end.epoch(), end.endOffset());
        };
    }
}
