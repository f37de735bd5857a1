package io.millrace.replication;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All that the leader of one partition decides by. Immutable: the partition loop steps it, any
 * thread may ask the snapshot that the loop has published.
 *
 * @param self broker id of the leader
 * @param leaderEpoch the epoch that it leads
 * @param leaderEpochStart LESO: offset of the epoch's EPOCH_START, where its log ended before
 * @param highWatermark every record below is committed; never goes back
 * @param view the in-sync set that counts
 * @param own the leader's own progress
 * @param followers progress of other replicas, learned in this epoch only; a silent one is absent
 */
public record LeaderState(
        int self,
        int leaderEpoch,
        long leaderEpochStart,
        long highWatermark,
        IsrView view,
        ReplicaProgress own,
        Map<Integer, ReplicaProgress> followers) {

    /**
     * R1: takes the leadership over and forgets what was known of followers.
     *
     * <p>A crash before the EPOCH_START is durable leaves a log without that epoch, which is
     * harmless: nothing of the epoch can have been committed.
     */
    public static Step become(Leadership leadership) {
        ReplicaProgress own =
                new ReplicaProgress(
                        leadership.logEnd(), leadership.logEnd(), leadership.brokerEpoch());
        LeaderState state =
                new LeaderState(
                        leadership.self(),
                        leadership.leaderEpoch(),
                        leadership.logEnd(),
                        leadership.knownHighWatermark(),
                        leadership.view(),
                        own,
                        Map.of());
        LeaderEffect epochStart =
                new LeaderEffect.AppendEpochStart(
                        leadership.leaderEpoch(), leadership.brokerEpoch(), leadership.unclean());
        return state.committing(epochStart);
    }

    /**
     * Takes one event in.
     *
     * @throws IllegalStateException if the event contradicts the state: a bug that must stop the
     *     partition
     */
    public Step step(LeaderEvent event) {
        return switch (event) {
            case LeaderEvent.Appended(long logEnd) ->
                    new Step(with(view, own.appendedTo(logEnd), highWatermark), List.of());
            case LeaderEvent.Flushed(long durableEnd) ->
                    durableEnd <= own.flushed()
                            ? new Step(this, List.of())
                            : with(view, own.flushedTo(durableEnd), highWatermark)
                                    .committing(new LeaderEffect.AnswerLeaderAcks(durableEnd));
            case LeaderEvent.ViewChanged(IsrView newer) -> {
                if (newer.partitionEpoch() < view.partitionEpoch()) {
                    yield new Step(this, List.of());
                }
                yield with(newer, own, highWatermark).committing(null);
            }
        };
    }

    /** R5: whether an append may begin; if not, nothing of it is appended. */
    public boolean admits(Acks acks) {
        return acks != Acks.ALL || view.hasQuorum();
    }

    /** R5: whether an append that ends with {@code lastOffset} may be answered. */
    public boolean answers(Acks acks, long lastOffset) {
        return switch (acks) {
            case NONE -> true;
            case LEADER -> lastOffset < own.flushed();
            case ALL -> isCommitted(lastOffset);
        };
    }

    /** R10: whether a duplicate of the record at {@code originalOffset} may be answered. */
    public boolean answersDuplicate(long originalOffset) {
        return isCommitted(originalOffset);
    }

    /**
     * R6: what a consumer is told that asks for {@code offset} of a log that begins at {@code
     * logStart}.
     */
    public ReadVerdict read(long offset, long logStart) {
        if (offset < logStart) {
            return ReadVerdict.BELOW_LOG_START;
        }
        if (offset < highWatermark) {
            return ReadVerdict.READABLE;
        }
        if (offset == highWatermark) {
            return ReadVerdict.AT_END;
        }
        return isHighWatermarkProven() ? ReadVerdict.BEYOND_END : ReadVerdict.NOT_YET_KNOWN;
    }

    /** R6: the answer to "latest", or empty while it has to wait for this epoch's first commit. */
    public OptionalLong latest() {
        return isHighWatermarkProven() ? OptionalLong.of(highWatermark) : OptionalLong.empty();
    }

    private boolean isHighWatermarkProven() {
        return highWatermark > leaderEpochStart;
    }

    private boolean isCommitted(long offset) {
        return offset < highWatermark;
    }

    /** R4: raises the high watermark as far as every replica that counts has flushed. */
    private Step committing(@Nullable LeaderEffect first) {
        long committed = view.hasQuorum() ? leastFlushed() : 0;
        if (committed <= highWatermark) {
            return new Step(this, first == null ? List.of() : List.of(first));
        }
        LeaderEffect raise = new LeaderEffect.RaiseHighWatermark(committed);
        return new Step(
                with(view, own, committed), first == null ? List.of(raise) : List.of(first, raise));
    }

    private long leastFlushed() {
        long least = own.flushed();
        for (int replica : view.commitSet()) {
            if (replica != self) {
                ReplicaProgress progress = followers.get(replica);
                least = Math.min(least, progress == null ? 0 : progress.flushed());
            }
        }
        return least;
    }

    private LeaderState with(IsrView newView, ReplicaProgress newOwn, long newHighWatermark) {
        return new LeaderState(
                self, leaderEpoch, leaderEpochStart, newHighWatermark, newView, newOwn, followers);
    }
}
