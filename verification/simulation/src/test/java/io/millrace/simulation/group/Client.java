package io.millrace.simulation.group;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommitOffsets.Committer;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.InstanceId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import io.millrace.simulation.Node;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A process that wants to be a member, and the broker that speaks for it. */
final class Client extends Node {
    private static final int BEAT_MS = 300;
    private static final int WORK_MS = 250;
    private static final int GIVE_UP_MAX_MS = 300;
    private static final int REBALANCE_MS = 1_500;

    /** A little less than a session: by then nobody else has what it has. */
    private static final long SILENCE_MAX_MS = 1_500;

    final GroupId group;
    final MemberId member;
    private final World world;
    private final Optional<InstanceId> instance;
    private Set<TopicName> topics;
    private @Nullable UUID incarnation;
    private Belief belief = new Belief();
    private Coordinator coordinator;
    private long heardMs;
    private boolean leavingSoon;
    private boolean replaced;

    Client(int id, World world, GroupId group, MemberId member, Optional<InstanceId> instance) {
        super(id, world.time, world.network);
        this.world = world;
        this.group = group;
        this.member = member;
        this.instance = instance;
        this.topics = world.topics.some();
        this.coordinator = world.anyCoordinator();
    }

    Belief belief() {
        return belief;
    }

    @Override
    public String toString() {
        return "%s of %s, session %d, epoch %d, at %s"
                .formatted(member, group, belief.session(), belief.epoch(), belief.positions());
    }

    @Override
    protected void started() {
        replaced = false;
        join();
        every(BEAT_MS, this::beat);
        every(WORK_MS, this::work);
    }

    @Override
    protected void killed() {
        drop();
    }

    /** Another process is to be the member: it will not come back when it is fenced. */
    void replaced() {
        replaced = true;
    }

    private void drop() {
        incarnation = null;
        belief = new Belief();
        leavingSoon = false;
    }

    // ---- what it says

    private void join() {
        drop();
        incarnation = world.uuid();
        heardMs = world.time.nowMs();
        sayJoin();
    }

    private void sayJoin() {
        UUID mine = incarnation;
        if (mine != null) {
            JoinGroup wish =
                    new JoinGroup(
                            group,
                            member,
                            mine,
                            instance,
                            topics,
                            Optional.empty(),
                            Optional.empty(),
                            REBALANCE_MS,
                            Optional.empty());
            Coordinator to = coordinator;
            send(to, () -> to.join(this, wish));
        }
    }

    private void beat() {
        long silence = world.time.nowMs() - heardMs;
        if (silence > 2 * BEAT_MS) {
            coordinator = world.anyCoordinator();
        }
        if (belief.session() == Belief.NO_SESSION) {
            sayJoin();
        } else if (silence > SILENCE_MAX_MS) {
            join();
        } else {
            sayBeat(Map.of());
        }
    }

    private void sayBeat(Map<PartitionId, Long> commits) {
        UUID mine = incarnation;
        if (mine != null) {
            MemberBeat beat =
                    MemberBeat.alive(group, member, belief.session(), belief.epoch())
                            .releasing(belief.released())
                            .committing(Belief.offsets(commits));
            Coordinator to = coordinator;
            send(to, () -> to.beat(this, beat, mine));
        }
    }

    private void work() {
        if (belief.positions().isEmpty()) {
            return;
        }
        belief.positions().replaceAll((p, next) -> next + world.random.nextInt(4));
        Map<PartitionId, NextOffset> offsets = Belief.offsets(belief.positions());
        CommitOffsets commit =
                new CommitOffsets(
                        group, Optional.of(new Committer(member, belief.epoch())), offsets);
        Coordinator to = coordinator;
        long session = belief.session();
        send(to, () -> to.commit(commit, session));
    }

    /** Not at once: it may have to finish something. */
    private void giveUpSoon() {
        if (belief.isToGiveUp() && !leavingSoon) {
            leavingSoon = true;
            UUID mine = incarnation;
            int delay =
                    !world.faults.areOver() && world.random.nextInt(30) == 0
                            ? 2 * REBALANCE_MS
                            : world.random.nextInt(GIVE_UP_MAX_MS);
            after(
                    delay,
                    () -> {
                        if (mine != null && mine.equals(incarnation)) {
                            leavingSoon = false;
                            sayBeat(belief.giveUp());
                        }
                    });
        }
    }

    void leave(boolean forAWhile) {
        if (belief.session() != Belief.NO_SESSION) {
            LeaveGroup leaving =
                    new LeaveGroup(group, member, OptionalLong.of(belief.session()), forAWhile);
            Coordinator to = coordinator;
            send(to, () -> to.leave(leaving));
        }
    }

    void subscribe(Set<TopicName> others) {
        topics = others;
        sayJoin();
    }

    // ---- what it hears

    void joined(UUID asked, Membership membership) {
        if (!asked.equals(incarnation)) {
            return;
        }
        if (belief.session() == Belief.NO_SESSION) {
            belief.begin(membership);
        }
        adopt(membership);
    }

    void heard(UUID asked, Membership membership) {
        if (asked.equals(incarnation)) {
            adopt(membership);
        }
    }

    private void adopt(Membership membership) {
        heardMs = world.time.nowMs();
        belief.adopt(membership);
        world.invariants.working(group);
        giveUpSoon();
    }

    void refusedToJoin(UUID asked, MillraceException refusal) {
        if (asked.equals(incarnation)) {
            turnTo(refusal);
        }
    }

    void refused(UUID asked, MillraceException refusal) {
        if (asked.equals(incarnation) && !turnTo(refusal)) {
            drop();
            if (!replaced) {
                after(world.random.nextInt(GIVE_UP_MAX_MS), this::join);
            }
        }
    }

    /** Asks another coordinator next; false if it would not help. */
    private boolean turnTo(MillraceException refusal) {
        ErrorCode code = refusal.problem().code();
        switch (code) {
            case NOT_COORDINATOR, COORDINATOR_LOADING, REQUEST_TIMED_OUT ->
                    coordinator = world.anyCoordinator();
            case UNRELEASED_INSTANCE_ID -> heardMs = world.time.nowMs();
            case FENCED_MEMBER_EPOCH, UNKNOWN_MEMBER -> {
                return false;
            }
            default -> throw new AssertionError("nobody expects " + refusal.getMessage());
        }
        return true;
    }
}
