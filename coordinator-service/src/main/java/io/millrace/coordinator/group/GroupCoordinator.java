package io.millrace.coordinator.group;

import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.Leases;
import io.millrace.coordinator.database.GroupDatabase;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.DescribeGroup;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberAnswers;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.ReadOffsets;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.ShardLists;
import io.millrace.protocol.group.ShardLists.ShardList;
import io.millrace.protocol.group.ShardOwners;
import io.millrace.protocol.group.Shards;
import io.millrace.protocol.group.UndoReset;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Looks after the groups of those shards that this process owns. Any thread; calls block until what
 * they ask for is committed, and so must not be made on an event loop.
 *
 * <p>Refusals are thrown as {@link MillraceException}: {@code not_coordinator} if another process
 * owns the group, {@code coordinator_loading} if that is not known, or nothing is known to be
 * committed. All that brokers ask for may be asked for again; what operators change is changed once
 * more.
 */
public final class GroupCoordinator implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ShardService shards;

    private GroupCoordinator(ShardService shards) {
        this.shards = shards;
    }

    /**
     * Tries for its share of the shards from now on. Closing does not close the database.
     *
     * @param url where this process answers what is asked of owners
     * @param nanoTime monotonic, like {@link System#nanoTime}
     */
    public static GroupCoordinator start(
            GroupDatabase database,
            Leases leases,
            CoordinationCluster cluster,
            String url,
            GroupSettings settings,
            InstantSource clock,
            LongSupplier nanoTime) {
        return new GroupCoordinator(
                ShardService.start(database, leases, cluster, url, settings, clock, nanoTime));
    }

    public Membership join(JoinGroup wish) {
        return await(owned(wish.group()).join(wish));
    }

    /** An answer to each heartbeat, in their order. */
    public MemberAnswers beat(MemberBeats beats) {
        List<CompletableFuture<MemberAnswer>> asked = new ArrayList<>();
        for (MemberBeat beat : beats.beats()) {
            asked.add(ask(beat));
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        return new MemberAnswers(asked.stream().map(each -> answer(each, deadline)).toList());
    }

    private CompletableFuture<MemberAnswer> ask(MemberBeat beat) {
        try {
            return owned(beat.group()).beat(beat);
        } catch (MillraceException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    private static MemberAnswer answer(CompletableFuture<MemberAnswer> asked, long deadline) {
        try {
            return await(asked, deadline);
        } catch (MillraceException refusal) {
            return MemberAnswer.refused(refusal.problem().code(), refusal.problem().detail());
        }
    }

    public void leave(LeaveGroup leaving) {
        var _ = await(owned(leaving.group()).leave(leaving));
    }

    public CommittedOffsets commit(CommitOffsets commit) {
        return await(owned(commit.group()).commit(commit));
    }

    public CommittedOffsets offsets(ReadOffsets read) {
        Map<PartitionId, NextOffset> offsets = new HashMap<>();
        await(owned(read.group()).offsets(read.group()))
                .forEach((partition, offset) -> offsets.put(partition, Commits.told(offset)));
        return new CommittedOffsets(offsets, Map.of());
    }

    /** The groups of the shards that this process owns; those that it can't tell of are missing. */
    public ShardLists list(ListGroups which) {
        List<ShardList> lists = new ArrayList<>();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            try {
                shards.served(shard).map(served -> served.list(which)).ifPresent(lists::add);
            } catch (MillraceException loading) {
                // The asker sees which are missing.
            }
        }
        return new ShardLists(lists);
    }

    /** Of the shards that this process owns; those that it can't tell of are missing. */
    public GroupFloors floors(ReadFloors which) {
        List<CompletableFuture<GroupFloors>> asked = new ArrayList<>();
        List<GroupFloors> told = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            asked.add(floors(shard, which));
        }
        for (CompletableFuture<GroupFloors> each : asked) {
            try {
                told.add(await(each, deadline));
            } catch (MillraceException loading) {
                // The asker sees which are missing.
            }
        }
        return GroupFloors.of(told);
    }

    private CompletableFuture<GroupFloors> floors(int shard, ReadFloors which) {
        try {
            return shards.served(shard)
                    .map(served -> served.floors(which))
                    .orElse(CompletableFuture.completedFuture(GroupFloors.UNKNOWN));
        } catch (MillraceException loading) {
            return CompletableFuture.failedFuture(loading);
        }
    }

    public GroupDescription describe(DescribeGroup which) {
        return owned(which.group())
                .describe(which.group())
                .orElseThrow(
                        () ->
                                Problem.of(
                                                ErrorCode.GROUP_NOT_FOUND,
                                                "There is no group " + which.group())
                                        .asException());
    }

    /** Moves positions, and with them fences all members. */
    public OffsetsMoved reset(ResetOffsets wish) {
        return await(owned(wish.group()).reset(wish));
    }

    /** Moves positions back to where they were before the last reset. */
    public OffsetsMoved undo(UndoReset wish) {
        return await(owned(wish.group()).undo(wish));
    }

    public void delete(DeleteGroup wish) {
        var _ = await(owned(wish.group()).delete(wish));
    }

    /** Who owns which shard, as far as this process knows. */
    public ShardOwners owners() {
        return shards.owners();
    }

    private ServedShard owned(GroupId group) {
        return shards.served(Shards.of(group))
                .orElseThrow(
                        () ->
                                Problem.of(
                                                ErrorCode.NOT_COORDINATOR,
                                                "Another coordinator owns group " + group)
                                        .asException());
    }

    private static <T> T await(CompletableFuture<T> asked) {
        return await(asked, System.nanoTime() + PATIENCE.toNanos());
    }

    private static <T> T await(CompletableFuture<T> asked, long deadline) {
        try {
            return asked.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MillraceException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("A group's coordinator failed", e.getCause());
        } catch (TimeoutException e) {
            throw OwnedShard.unknown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OwnedShard.unknown();
        }
    }

    /** Gives up all shards, so that others have them at once. */
    @Override
    public void close() {
        shards.close();
    }
}
