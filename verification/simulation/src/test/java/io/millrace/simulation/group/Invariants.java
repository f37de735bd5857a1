package io.millrace.simulation.group;

import io.millrace.coordinator.group.SteppedCoordinator;
import io.millrace.coordinator.shard.GroupState;
import io.millrace.coordinator.shard.ShardBatch;
import io.millrace.coordinator.shard.ShardClaim;
import io.millrace.groups.Group;
import io.millrace.groups.Member;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must always hold of groups. A broken invariant is an {@link AssertionError}. */
final class Invariants implements Database.Witness {
    private final World world;
    private final Map<Integer, Long> newestEpoch = new HashMap<>();
    private final CommitInvariants commits;

    Invariants(World world) {
        this.world = world;
        this.commits = new CommitInvariants(world);
    }

    CommitInvariants commits() {
        return commits;
    }

    // ---- the database

    /** I-9: an epoch has one owner. */
    @Override
    public void claimed(ShardClaim claim) {
        Long before = newestEpoch.put(claim.shard(), claim.epoch());
        world.check(before == null || before < claim.epoch(), "%s is not the newest", claim);
    }

    /** I-9: nobody else but the newest owner writes. */
    @Override
    public void written(ShardClaim by, ShardClaim newest, ShardBatch batch) {
        world.check(by.equals(newest), "%s has written, and %s owns the shard", by, newest);
        Set<GroupId> groups = new HashSet<>(batch.offsets().keySet());
        batch.changed().forEach(change -> groups.add(change.id()));
        for (GroupId id : groups) {
            if (batch.resets().containsKey(id)) {
                commits.rewound(id);
            }
            commits.acknowledgedIsStored(id);
            oneHolder(id);
            working(id);
        }
    }

    /** I-10: a partition is assigned to one member, or one is giving it up. */
    private void oneHolder(GroupId id) {
        Map<PartitionId, MemberId> holders = new HashMap<>();
        group(id)
                .members()
                .forEach(
                        (member, state) ->
                                state.held()
                                        .keySet()
                                        .forEach(
                                                p -> {
                                                    MemberId other = holders.put(p, member);
                                                    world.check(
                                                            other == null,
                                                            "%s of %s has two members: %s and %s",
                                                            p,
                                                            id,
                                                            other,
                                                            member);
                                                }));
    }

    /** Nobody else writes, so the newest owner knows what is there. */
    void knows(SteppedCoordinator coordinator) {
        for (GroupId id : World.GROUPS) {
            Optional<Group> told = coordinator.told(id);
            int shard = World.SHARD_OF.get(id);
            boolean isNewest =
                    coordinator.claim(shard).equals(Optional.of(world.database.newest(shard)));
            if (isNewest && told.isPresent()) {
                Group truth = group(id);
                world.check(
                        told.get().epoch() == truth.epoch()
                                && told.get().members().equals(truth.members()),
                        "the owner of %s takes it for %s, but it is %s",
                        id,
                        told.get(),
                        truth);
            }
        }
    }

    private Group group(GroupId id) {
        return world.database.truth(id).map(GroupState::group).orElse(Group.NEW);
    }

    // ---- members

    /**
     * Whoever works on a partition in a session that is not over has it; and no two that work on it
     * could both commit.
     */
    void working(GroupId id) {
        Group group = group(id);
        Map<PartitionId, Client> entitled = new HashMap<>();
        for (Slot slot : world.slots(id)) {
            for (Client client : slot.processes()) {
                group.member(client.member)
                        .filter(member -> client.belief().session() == member.session())
                        .ifPresent(member -> working(client, member, entitled));
            }
        }
    }

    private void working(Client client, Member member, Map<PartitionId, Client> entitled) {
        Belief belief = client.belief();
        for (PartitionId partition : belief.positions().keySet()) {
            Long given = member.held().get(partition);
            world.check(given != null, "%s works on %s, but has %s", client, partition, member);
            if (given != null && given <= belief.epoch() && belief.epoch() <= member.epoch()) {
                Client other = entitled.put(partition, client);
                world.check(other == null, "%s and %s both commit %s", client, other, partition);
            }
        }
    }

    /** A membership is not refused by one who does not know. */
    void refused(MemberBeat beat, MillraceException refusal) {
        ErrorCode code = refusal.problem().code();
        if (code == ErrorCode.FENCED_MEMBER_EPOCH || code == ErrorCode.UNKNOWN_MEMBER) {
            Optional<Member> member = group(beat.group()).member(beat.member());
            world.check(
                    member.filter(m -> m.session() == beat.session())
                            .filter(m -> m.epoch() >= beat.memberEpoch())
                            .isEmpty(),
                    "%s was refused, but is %s",
                    beat,
                    member);
        }
    }
}
