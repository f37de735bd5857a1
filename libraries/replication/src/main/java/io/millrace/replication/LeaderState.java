package io.millrace.replication;

import io.millrace.replication.EpochHistory.EpochEnd;
import io.millrace.replication.FetchVerdict.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that the leader of one partition decides by. Immutable: the partition loop steps it, any
 * thread may ask the snapshot that the loop has published.
 *
 * @param self broker id of the leader
 * @param brokerEpoch its registration
 * @param leaderEpoch the epoch that it leads
 * @param leaderEpochStart LESO: offset of the epoch's EPOCH_START, where its log ended before
 * @param highWatermark every record below is committed; never goes back
 * @param view what the controller has committed
 * @param proposal the in-sync set that was asked for and is not decided yet. Until then both sets
 *     count (maximal ISR, rule R4), because either may be the one of which the next leader comes
 * @param own the leader's own log
 * @param followers progress of the other replicas, learned in this epoch only; a silent one is
 *     absent
 * @param progressMs when something was last committed, or nothing was left to commit
 * @param nowMs the newest time that was told
 */
public record LeaderState(
        int self,
        long brokerEpoch,
        int leaderEpoch,
        long leaderEpochStart,
        long highWatermark,
        IsrView view,
        Optional<IsrProposal> proposal,
        OwnLog own,
        Map<Integer, ReplicaProgress> followers,
        long startMs,
        long progressMs,
        long nowMs,
        long lagMaxMs) {

    /**
     * R1: takes the leadership over and forgets what was known of followers.
     *
     * <p>A crash before the EPOCH_START is durable leaves a log without that epoch, which is
     * harmless: nothing of the epoch can have been committed.
     */
    public static Step become(Leadership leadership) {
        LeaderState state =
                new LeaderState(
                        leadership.self(),
                        leadership.brokerEpoch(),
                        leadership.leaderEpoch(),
                        leadership.logEnd(),
                        leadership.knownHighWatermark(),
                        leadership.view(),
                        Optional.empty(),
                        new OwnLog(leadership.logEnd(), leadership.logEnd()),
                        Map.of(),
                        leadership.nowMs(),
                        leadership.nowMs(),
                        leadership.nowMs(),
                        leadership.lagMaxMs());
        return state.then(
                new LeaderEffect.AppendEpochStart(
                        leadership.leaderEpoch(), leadership.brokerEpoch(), leadership.unclean()));
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
                    new Step(with(own.appendedTo(logEnd)), List.of());
            case LeaderEvent.Flushed(long durableEnd) ->
                    durableEnd <= own.flushed()
                            ? new Step(this, List.of())
                            : with(own.flushedTo(durableEnd))
                                    .then(new LeaderEffect.AnswerLeaderAcks(durableEnd));
            case LeaderEvent.Fetched(FollowerFetch fetch, long heardMs) ->
                    at(heardMs).fetched(fetch, heardMs);
            case LeaderEvent.ViewChanged(IsrView newer, long now) -> at(now).changed(newer);
            case LeaderEvent.ProposalRefused(IsrProposal refused, long now) ->
                    at(now).refused(refused);
            case LeaderEvent.Tick(long now) -> at(now).ticked();
        };
    }

    // ---- followers

    /**
     * R3: what a fetch is answered. Only what is to be served may be told to {@link #step}: nothing
     * is learned of a follower whose log is not a prefix of this one.
     *
     * @param history of the leader's own log
     */
    public FetchVerdict judge(FollowerFetch fetch, EpochHistory history, long logStart) {
        if (fetch.leaderEpoch() != leaderEpoch) {
            return new FetchVerdict.Refused(
                    fetch.leaderEpoch() < leaderEpoch
                            ? Reason.FENCED_LEADER_EPOCH
                            : Reason.UNKNOWN_LEADER_EPOCH);
        }
        if (fetch.replica() == self || !view.replicas().contains(fetch.replica())) {
            return new FetchVerdict.Refused(Reason.NOT_A_REPLICA);
        }
        ReplicaProgress known = followers.get(fetch.replica());
        if (known != null && fetch.brokerEpoch() < known.brokerEpoch()) {
            return new FetchVerdict.Refused(Reason.STALE_BROKER_EPOCH);
        }
        if (fetch.logEnd() < logStart) {
            return new FetchVerdict.BelowLogStart(logStart);
        }
        if (fetch.logEnd() == logStart && fetch.lastEpoch() < 0) {
            return FetchVerdict.Serve.INSTANCE;
        }
        EpochEnd end = history.endOf(fetch.lastEpoch());
        return end.epoch() == fetch.lastEpoch() && fetch.logEnd() <= end.endOffset()
                ? FetchVerdict.Serve.INSTANCE
                : new FetchVerdict.Diverging(end);
    }

    private Step fetched(FollowerFetch fetch, long heardMs) {
        if (fetch.leaderEpoch() != leaderEpoch || fetch.logEnd() > own.logEnd()) {
            throw new IllegalStateException(fetch + " is not of a prefix of this log");
        }
        ReplicaProgress before = followers.get(fetch.replica());
        if (before != null && fetch.brokerEpoch() < before.brokerEpoch()) {
            throw new IllegalStateException(fetch + " comes after " + before);
        }
        if (before != null
                && fetch.flushed() < before.flushed()
                && view.isr().containsKey(fetch.replica())) {
            // Once it is out of the ISR it begins anew, like any other.
            return new Step(
                    this,
                    List.of(
                            new LeaderEffect.DenounceReplica(
                                    fetch.replica(), fetch.brokerEpoch())));
        }
        Map<Integer, ReplicaProgress> next = new HashMap<>(followers);
        next.put(
                fetch.replica(),
                ReplicaProgress.after(
                        before == null ? ReplicaProgress.unheard(startMs) : before,
                        fetch,
                        own.logEnd(),
                        heardMs));
        return with(Map.copyOf(next)).then().proposing();
    }

    // ---- the in-sync set

    private Step changed(IsrView newer) {
        if (newer.partitionEpoch() < view.partitionEpoch()) {
            return new Step(this, List.of());
        }
        // Only another partition epoch proves that the proposal can't be accepted any more.
        Optional<IsrProposal> open =
                newer.partitionEpoch() == view.partitionEpoch() ? proposal : Optional.empty();
        return with(newer, open).then().proposing();
    }

    /**
     * The set that was proposed may still be accepted by a duplicate of the request: to propose the
     * present set instead raises the partition epoch, which decides it.
     */
    private Step refused(IsrProposal refused) {
        if (!proposal.equals(Optional.of(refused)) || refused.isr().equals(view.isr().keySet())) {
            return new Step(this, List.of());
        }
        Map<Integer, Long> present = new HashMap<>();
        view.isr()
                .keySet()
                .forEach(
                        member ->
                                present.put(
                                        member,
                                        member == self ? brokerEpoch : IsrProposal.UNVERIFIED));
        return new Step(
                this,
                List.of(
                        new LeaderEffect.ProposeIsr(
                                new IsrProposal(leaderEpoch, view.partitionEpoch(), present))));
    }

    private Step ticked() {
        Step asked =
                proposal.isPresent()
                        ? new Step(this, List.of(new LeaderEffect.ProposeIsr(proposal.get())))
                        : new Step(this, List.of()).proposing();
        return asked.state().isStuck() ? asked.resigning() : asked;
    }

    /** There is something to commit, nothing was for too long, and no smaller set would help. */
    private boolean isStuck() {
        return highWatermark < own.flushed() && nowMs - progressMs > lagMaxMs && proposal.isEmpty();
    }

    /** Another leader may be able to; if nobody else can lead, this one is not asked to go. */
    LeaderState resigned() {
        return copy(highWatermark, view, proposal, own, followers, nowMs, nowMs);
    }

    /** R7 to R9: the in-sync set as it should be; empty if it is so, or a proposal is open. */
    Optional<IsrProposal> due() {
        if (proposal.isPresent()) {
            return Optional.empty();
        }
        Map<Integer, Long> wanted = new HashMap<>();
        for (int replica : view.replicas()) {
            if (replica == self) {
                wanted.put(replica, brokerEpoch);
            } else {
                inSync(replica).ifPresent(shown -> wanted.put(replica, shown.brokerEpoch()));
            }
        }
        for (int member : lagging()) {
            // As long as the floor holds it, a lagging member stays: it blocks, but loses nothing.
            if (!isOut(member) || !view.allows(wanted.keySet())) {
                wanted.putIfAbsent(member, IsrProposal.UNVERIFIED);
            }
        }
        boolean changes = !wanted.keySet().equals(view.isr().keySet());
        boolean verifies =
                wanted.entrySet().stream()
                        .anyMatch(
                                w ->
                                        w.getValue() != IsrProposal.UNVERIFIED
                                                && !w.getValue()
                                                        .equals(view.isr().get(w.getKey())));
        return changes || verifies
                ? Optional.of(new IsrProposal(leaderEpoch, view.partitionEpoch(), wanted))
                : Optional.empty();
    }

    /**
     * Members that have not shown that they have everything, who was caught up last comes first.
     */
    private List<Integer> lagging() {
        List<Integer> lagging = new ArrayList<>();
        for (int member : view.isr().keySet()) {
            if (member != self && inSync(member).isEmpty()) {
                lagging.add(member);
            }
        }
        lagging.sort(
                (a, b) -> {
                    int newest = Long.compare(caughtUpMs(b), caughtUpMs(a));
                    return newest == 0 ? Integer.compare(a, b) : newest;
                });
        return lagging;
    }

    /**
     * R8: heard in this epoch, with every committed record and this epoch's start durable. The
     * controller accepts nobody that it has fenced, so nobody of them is proposed.
     */
    private Optional<ReplicaProgress> inSync(int replica) {
        return Optional.ofNullable(followers.get(replica))
                .filter(_ -> !view.fenced().contains(replica))
                .filter(shown -> shown.flushed() >= highWatermark)
                .filter(shown -> shown.flushed() > leaderEpochStart)
                .filter(_ -> !isOut(replica));
    }

    /** R7. */
    private boolean isOut(int replica) {
        return nowMs - caughtUpMs(replica) > lagMaxMs;
    }

    private long caughtUpMs(int replica) {
        ReplicaProgress progress = followers.get(replica);
        return progress == null ? startMs : progress.caughtUpMs();
    }

    /** Whether no other broker has, or is to have, a copy. */
    public boolean isAlone() {
        return view.replicas().size() == 1;
    }

    // ---- what clients may be told

    /** R5: whether an append may begin; if not, nothing of it is appended. */
    public boolean admits(Acks acks) {
        return acks != Acks.ALL || (view.hasQuorum() && liveIsr() >= view.minIsr());
    }

    /** How many in-sync replicas can be expected to answer. */
    public int liveIsr() {
        int live = 0;
        for (int member : view.isr().keySet()) {
            if (member == self || (!view.fenced().contains(member) && !isSilent(member))) {
                live++;
            }
        }
        return live;
    }

    /**
     * Whether others are in sync and none of them was heard for {@code replica.lag.time.max}: one
     * of them may lead by now.
     */
    public boolean isCutOff() {
        return view.isr().size() > 1
                && view.isr().keySet().stream()
                        .allMatch(member -> member == self || isSilent(member));
    }

    /**
     * Whether every other replica that may lead next was heard after {@code ms}: it had no younger
     * leader when it asked.
     */
    public boolean heardAllSince(long ms) {
        return commitSet().stream()
                .allMatch(
                        member ->
                                member == self
                                        || (followers.containsKey(member)
                                                && followers.get(member).heardMs() > ms));
    }

    private boolean isSilent(int replica) {
        ReplicaProgress progress = followers.get(replica);
        return nowMs - (progress == null ? startMs : progress.heardMs()) > lagMaxMs;
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

    // ---- what follows

    /** R4: raises the high watermark as far as every replica that counts has flushed. */
    private Step then(LeaderEffect... first) {
        List<LeaderEffect> effects = new ArrayList<>(List.of(first));
        long committed = view.hasQuorum() ? leastFlushed() : 0;
        if (committed <= highWatermark) {
            return new Step(this, List.copyOf(effects));
        }
        effects.add(new LeaderEffect.RaiseHighWatermark(committed));
        return new Step(with(committed), List.copyOf(effects));
    }

    private long leastFlushed() {
        long least = own.flushed();
        for (int replica : commitSet()) {
            if (replica != self) {
                ReplicaProgress progress = followers.get(replica);
                least = Math.min(least, progress == null ? 0 : progress.flushed());
            }
        }
        return least;
    }

    /** All broker ids that must have flushed a record before it is committed. */
    Set<Integer> commitSet() {
        if (proposal.isEmpty()) {
            return view.isr().keySet();
        }
        Set<Integer> union = new TreeSet<>(view.isr().keySet());
        union.addAll(proposal.get().isr());
        return union;
    }

    // ---- copies

    private LeaderState at(long now) {
        return copy(
                highWatermark, view, proposal, own, followers, progressMs, Math.max(nowMs, now));
    }

    private LeaderState with(OwnLog newOwn) {
        long progress = highWatermark < own.flushed() ? progressMs : nowMs;
        return copy(highWatermark, view, proposal, newOwn, followers, progress, nowMs);
    }

    private LeaderState with(Map<Integer, ReplicaProgress> newFollowers) {
        return copy(highWatermark, view, proposal, own, newFollowers, progressMs, nowMs);
    }

    private LeaderState with(long newHighWatermark) {
        return copy(newHighWatermark, view, proposal, own, followers, nowMs, nowMs);
    }

    private LeaderState with(IsrView newView, Optional<IsrProposal> newProposal) {
        return copy(highWatermark, newView, newProposal, own, followers, progressMs, nowMs);
    }

    LeaderState asking(IsrProposal newProposal) {
        return copy(
                highWatermark, view, Optional.of(newProposal), own, followers, progressMs, nowMs);
    }

    private LeaderState copy(
            long newHighWatermark,
            IsrView newView,
            Optional<IsrProposal> newProposal,
            OwnLog newOwn,
            Map<Integer, ReplicaProgress> newFollowers,
            long newProgressMs,
            long newNowMs) {
        return new LeaderState(
                self,
                brokerEpoch,
                leaderEpoch,
                leaderEpochStart,
                newHighWatermark,
                newView,
                newProposal,
                newOwn,
                newFollowers,
                startMs,
                newProgressMs,
                newNowMs,
                lagMaxMs);
    }
}
