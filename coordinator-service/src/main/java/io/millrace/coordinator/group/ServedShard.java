package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.ClaimedShard;
import io.millrace.coordinator.shard.GroupState;
import io.millrace.coordinator.shard.ShardClaim;
import io.millrace.coordinator.shard.ShardStore;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommitOffsets.Committer;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.ShardLists.ShardList;
import io.millrace.protocol.group.UndoReset;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What can be asked of a shard by whoever owns it. Any thread. */
final class ServedShard {
    private final OwnedShard shard;
    private final Memberships memberships;
    private final Presence presence;
    private final Commits commits;
    private final GroupSurgery surgery;
    private final Targets targets;

    ServedShard(
            ClaimedShard claimed,
            ShardStore store,
            GroupSettings settings,
            Supplier<SortedMap<TopicId, TopicPlaces>> topics,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.shard = new OwnedShard(claimed, store, settings, this::look, nanoTime);
        this.targets = new Targets(topics, settings.settle(), nanoTime);
        this.presence = new Presence(settings, nanoTime);
        this.memberships = new Memberships(claimed.claim().epoch(), settings, targets, presence);
        this.commits = new Commits(clock);
        this.surgery = new GroupSurgery(clock);
    }

    /** Gives it the thread that serves it. */
    void start() {
        // There are 64 of them, which mostly wait for the database or for something to do.
        Thread.ofVirtual().name("groups-" + shard.claim().shard()).start(shard);
    }

    OwnedShard owned() {
        return shard;
    }

    private void look(Draft draft) {
        presence.overdue(draft.committed()).forEach(place -> memberships.expire(draft, place));
        targets.look(draft);
        surgery.forgetOld(draft);
    }

    CompletableFuture<Membership> join(JoinGroup wish) {
        Joining joining = Joining.of(wish);
        presence.heardOf(wish.group(), wish.member());
        return shard.decide(draft -> memberships.join(draft, joining));
    }

    CompletableFuture<MemberAnswer> beat(MemberBeat beat) {
        Commits.check(beat.commits());
        GroupState state = shard.groups().getOrDefault(beat.group(), GroupState.NEW);
        Optional<Membership> unchanged = memberships.unchanged(state, beat);
        if (unchanged.isPresent()) {
            presence.heardOf(beat.group(), beat.member());
            return CompletableFuture.completedFuture(MemberAnswer.of(unchanged.get()));
        }
        return shard.decide(draft -> decide(draft, beat));
    }

    /** What it gives up is committed before it is another's. */
    private MemberAnswer decide(Draft draft, MemberBeat beat) {
        Group before = draft.group(beat.group());
        Group beaten = memberships.beaten(draft, beat);
        CommittedOffsets committed =
                commits.commit(
                        draft,
                        beat.group(),
                        new Committer(beat.member(), beat.memberEpoch()),
                        beat.commits());
        draft.put(beat.group(), beaten);
        presence.heardOf(beat.group(), beat.member());
        return MemberAnswer.of(memberships.told(draft, beat, before), committed);
    }

    CompletableFuture<Boolean> leave(LeaveGroup leaving) {
        return shard.decide(draft -> memberships.leave(draft, leaving));
    }

    CompletableFuture<CommittedOffsets> commit(CommitOffsets commit) {
        Commits.check(commit.offsets());
        GroupId group = commit.group();
        return shard.decide(
                draft ->
                        commit.committer().isEmpty()
                                ? commits.commit(draft, group, commit.offsets())
                                : commits.commit(
                                        draft, group, commit.committer().get(), commit.offsets()));
    }

    /** What is committed; of a group that nobody knows nothing. */
    CompletableFuture<Map<PartitionId, CommittedOffset>> offsets(GroupId group) {
        return shard.read(groups -> groups.getOrDefault(group, GroupState.NEW).offsets());
    }

    ShardList list(ListGroups which) {
        ShardClaim claim = shard.claim();
        return GroupViews.list(claim.shard(), claim.epoch(), shard.groups(), which);
    }

    CompletableFuture<GroupFloors> floors(ReadFloors which) {
        return shard.read(groups -> GroupViews.floors(shard.claim().shard(), groups, which));
    }

    Optional<GroupDescription> describe(GroupId group) {
        return Optional.ofNullable(shard.groups().get(group))
                .map(state -> GroupViews.describe(group, state, surgery::isUndoable));
    }

    CompletableFuture<OffsetsMoved> reset(ResetOffsets wish) {
        return shard.decide(draft -> surgery.reset(draft, wish));
    }

    CompletableFuture<OffsetsMoved> undo(UndoReset wish) {
        return shard.decide(draft -> surgery.undo(draft, wish));
    }

    CompletableFuture<Boolean> delete(DeleteGroup wish) {
        return shard.decide(draft -> surgery.delete(draft, wish));
    }
}
