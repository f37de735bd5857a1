package io.millrace.simulation.group;

import io.millrace.coordinator.group.Seen;
import io.millrace.coordinator.shard.LastReset;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Member;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommitOffsets.Committer;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.Membership;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What must always hold of commits. */
final class CommitInvariants {
    private final World world;
    private final Map<Session, Optional<LastReset>> began = new HashMap<>();
    private final Map<GroupId, Map<PartitionId, Long>> acknowledged = new HashMap<>();
    private int accepted;
    private int refused;
    private int rewinds;

    private record Session(GroupId group, MemberId member, long number) {}

    CommitInvariants(World world) {
        this.world = world;
    }

    int accepted() {
        return accepted;
    }

    int refused() {
        return refused;
    }

    int rewinds() {
        return rewinds;
    }

    /** A session knows of the resets before it. */
    void joined(JoinGroup wish, Seen before, Membership membership) {
        began.putIfAbsent(
                new Session(wish.group(), wish.member(), membership.session()), before.lastReset());
    }

    /**
     * I-11: what counts is what a member commits that had the partition in its epoch, and was not
     * fenced since; nothing else, and not less.
     *
     * @param session in which it was sent
     */
    void committed(long session, CommitOffsets commit, Seen before, CommittedOffsets answer) {
        Committer by = commit.committer().orElseThrow();
        Optional<Member> member = before.group().member(by.member());
        commit.offsets()
                .forEach(
                        (partition, next) -> {
                            boolean isAccepted = answer.offsets().containsKey(partition);
                            world.check(
                                    isAccepted == mayCommit(member, by, partition),
                                    "%s of %s was %s, which is %s",
                                    commit,
                                    partition,
                                    isAccepted ? "accepted" : "refused",
                                    member);
                            if (isAccepted) {
                                accepted++;
                                inItsSession(session, commit.group(), by, before);
                                acknowledged
                                        .computeIfAbsent(commit.group(), id -> new HashMap<>())
                                        .merge(partition, next.nextOffset(), Math::max);
                            } else {
                                refused++;
                            }
                        });
    }

    private static boolean mayCommit(Optional<Member> member, Committer by, PartitionId partition) {
        Long given = member.map(m -> m.held().get(partition)).orElse(null);
        return given != null
                && given <= by.memberEpoch()
                && by.memberEpoch() <= member.orElseThrow().epoch();
    }

    /** Whoever came back, or was fenced by a reset, does not commit what it did before. */
    private void inItsSession(long session, GroupId group, Committer by, Seen before) {
        world.check(
                before.group().member(by.member()).orElseThrow().session() == session,
                "%s of session %d has committed in %s",
                by,
                session,
                before.group());
        world.check(
                before.lastReset().equals(began.get(new Session(group, by.member(), session))),
                "%s of session %d has committed after the positions were moved: %s",
                by,
                session,
                before.lastReset());
    }

    /** What was acknowledged stays, unless positions are moved. */
    void acknowledgedIsStored(GroupId id) {
        acknowledged
                .getOrDefault(id, Map.of())
                .forEach(
                        (partition, next) ->
                                world.check(
                                        position(id, partition) >= next,
                                        "%d of %s in %s was acknowledged, but is %d",
                                        next,
                                        partition,
                                        id,
                                        position(id, partition)));
    }

    long position(GroupId id, PartitionId partition) {
        return world.database
                .truth(id)
                .flatMap(state -> Optional.ofNullable(state.offsets().get(partition)))
                .map(CommittedOffset::nextOffset)
                .orElse(0L);
    }

    void moved(GroupId id) {
        rewinds++;
        rewound(id);
    }

    /** What was acknowledged before counts no more where positions were moved back. */
    void rewound(GroupId id) {
        acknowledged
                .getOrDefault(id, new HashMap<>())
                .entrySet()
                .removeIf(each -> position(id, each.getKey()) < each.getValue());
    }
}
