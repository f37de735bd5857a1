package io.millrace.coordinator.group;

import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.Leases;
import io.millrace.coordinator.shard.ShardClaim;
import io.millrace.coordinator.shard.ShardStore;
import io.millrace.groups.Group;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.Shards;
import io.millrace.protocol.group.UndoReset;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * The groups of a coordinator as they run in production, but that the simulation is the thread of
 * each shard. It is in the package of those, so that nothing of them is public for a test.
 */
public final class SteppedCoordinator {
    private final Set<Integer> shards;
    private final ShardService service;
    private final Mistakes mistakes;

    /**
     * @param shards of the groups that there are
     */
    public SteppedCoordinator(
            Set<Integer> shards,
            ShardStore store,
            Leases leases,
            CoordinationCluster cluster,
            GroupSettings settings,
            InstantSource clock,
            LongSupplier nanoTime,
            Mistake mistake) {
        this.shards = Set.copyOf(shards);
        this.service =
                new ShardService(
                        store,
                        leases,
                        cluster,
                        "https://" + leases.self(),
                        settings,
                        clock,
                        nanoTime,
                        served -> {});
        this.mistakes = new Mistakes(mistake, clock);
    }

    /** Looks at the database and at who is there; takes shards and gives them up. */
    public void look() {
        service.turn();
    }

    /** Decides what was asked of the shards, and what is due. */
    public void step() {
        for (int shard : shards) {
            service.served(shard).map(ServedShard::owned).ifPresent(SteppedCoordinator::step);
        }
    }

    private static void step(OwnedShard owned) {
        if (!owned.isStopped()) {
            owned.step();
        }
        if (owned.isStopped()) {
            owned.stop();
        }
    }

    /** What it takes itself for the owner of. */
    public Optional<ShardClaim> claim(int shard) {
        return service.served(shard)
                .map(ServedShard::owned)
                .filter(owned -> !owned.isStopped())
                .map(OwnedShard::claim);
    }

    /** What it would tell of a group at once; empty if it would not. */
    public Optional<Group> told(GroupId group) {
        try {
            return Optional.ofNullable(owned(group).owned().groups().get(group))
                    .map(state -> state.group());
        } catch (MillraceException notNow) {
            return Optional.empty();
        }
    }

    /** How the group is when what is asked next is decided on. */
    public CompletableFuture<Seen> see(GroupId group) {
        return owned(group).owned().decide(draft -> Seen.of(draft, group));
    }

    public CompletableFuture<Membership> join(JoinGroup wish) {
        ServedShard served = owned(wish.group());
        return mistakes.around(served, wish.group(), () -> served.join(wish));
    }

    public CompletableFuture<MemberAnswer> beat(MemberBeat beat) {
        ServedShard served = owned(beat.group());
        MemberBeat heard = mistakes.heard(served, beat);
        return mistakes.around(served, beat.group(), () -> served.beat(heard));
    }

    public CompletableFuture<Boolean> leave(LeaveGroup leaving) {
        return owned(leaving.group()).leave(leaving);
    }

    public CompletableFuture<CommittedOffsets> commit(CommitOffsets commit) {
        return mistakes.commit(owned(commit.group()), commit);
    }

    public CompletableFuture<OffsetsMoved> reset(ResetOffsets wish) {
        ServedShard served = owned(wish.group());
        return mistakes.reset(served, wish);
    }

    public CompletableFuture<OffsetsMoved> undo(UndoReset wish) {
        ServedShard served = owned(wish.group());
        return mistakes.around(served, wish.group(), () -> served.undo(wish));
    }

    private ServedShard owned(GroupId group) {
        return service.served(Shards.of(group))
                .orElseThrow(
                        () ->
                                Problem.of(ErrorCode.NOT_COORDINATOR, "Another owns " + group)
                                        .asException());
    }
}
