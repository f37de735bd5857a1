package io.millrace.replication;

import io.millrace.replication.EpochHistory.EpochEnd;
import java.util.List;

/**
 * All that a follower of one partition decides by. Immutable; owned by the partition loop.
 *
 * @param self its own broker id
 * @param brokerEpoch its registration
 * @param leader broker id of its leader
 * @param leaderEpoch the epoch in which it follows
 * @param lastEpoch leader epoch of the last batch in its log; −1 if that is empty
 * @param logEnd where its log ends
 * @param flushed its durable end offset
 * @param highWatermark what the leader has said to be committed, as far as it is here; never goes
 *     back within an epoch
 */
public record FollowerState(
        int self,
        long brokerEpoch,
        int leader,
        int leaderEpoch,
        int lastEpoch,
        long logEnd,
        long flushed,
        long highWatermark) {

    public FollowerState {
        if (flushed < 0 || flushed > logEnd) {
            throw new IllegalStateException(
                    "flushed " + flushed + " is not within the log that ends at " + logEnd);
        }
        if (leader == self) {
            throw new IllegalArgumentException("broker " + self + " can't follow itself");
        }
        if (lastEpoch > leaderEpoch) {
            throw new IllegalStateException(
                    "a log of epoch " + lastEpoch + " can't follow in epoch " + leaderEpoch);
        }
    }

    /** The state after an event, and what has to be done now that it holds. */
    public record Step(FollowerState state, List<FollowerEffect> effects) {}

    /** R2: what it asks its leader for. */
    public FollowerFetch fetch() {
        return new FollowerFetch(self, brokerEpoch, leaderEpoch, lastEpoch, logEnd, flushed);
    }

    /**
     * Takes one event in.
     *
     * @param history of the follower's own log, as it is before the effects
     */
    public Step step(FollowerEvent event, EpochHistory history) {
        if (event.leaderEpoch() != leaderEpoch) {
            return new Step(this, List.of()); // An answer of another reign.
        }
        return switch (event) {
            case FollowerEvent.Appended(_, long end, int epoch, long leaderHighWatermark) ->
                    appended(end, epoch).committed(leaderHighWatermark);
            case FollowerEvent.Flushed(_, long durableEnd) ->
                    new Step(flushedTo(durableEnd), List.of());
            case FollowerEvent.Diverged(_, EpochEnd end) -> diverged(end, history);
            case FollowerEvent.BelowLogStart(_, long logStart) -> restarted(logStart);
        };
    }

    private FollowerState appended(long end, int epoch) {
        if (end < logEnd || epoch < lastEpoch) {
            throw new IllegalStateException(
                    "the log went back from %d in epoch %d to %d in epoch %d"
                            .formatted(logEnd, lastEpoch, end, epoch));
        }
        return copy(epoch, end, flushed, highWatermark);
    }

    private Step committed(long leaderHighWatermark) {
        long known = Math.min(leaderHighWatermark, logEnd);
        return known <= highWatermark
                ? new Step(this, List.of())
                : new Step(
                        copy(lastEpoch, logEnd, flushed, known),
                        List.of(new FollowerEffect.NoteHighWatermark(known)));
    }

    private FollowerState flushedTo(long durableEnd) {
        return copy(lastEpoch, logEnd, Math.clamp(durableEnd, flushed, logEnd), highWatermark);
    }

    /**
     * R3: truncates to where both logs are surely the same; never by the high watermark (KIP-101).
     * Each answer of the leader takes at least one epoch away, so that it ends.
     */
    private Step diverged(EpochEnd leaders, EpochHistory history) {
        EpochEnd mine = history.endOf(leaders.epoch());
        long target =
                mine.epoch() == leaders.epoch()
                        ? Math.min(mine.endOffset(), leaders.endOffset())
                        : mine.endOffset();
        if (target >= logEnd) {
            throw new IllegalStateException(
                    "diverges at "
                            + leaders
                            + ", but truncation to "
                            + target
                            + " changes nothing");
        }
        return new Step(
                copy(
                        mine.epoch(),
                        target,
                        Math.min(flushed, target),
                        Math.min(highWatermark, target)),
                List.of(new FollowerEffect.TruncateTo(target)));
    }

    private Step restarted(long logStart) {
        return new Step(
                copy(-1, logStart, logStart, logStart),
                List.of(new FollowerEffect.BeginAnewAt(logStart)));
    }

    private FollowerState copy(int epoch, long end, long durable, long committed) {
        return new FollowerState(
                self, brokerEpoch, leader, leaderEpoch, epoch, end, durable, committed);
    }
}
