package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.GroupState;
import io.millrace.groups.CommitVerdict;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.groups.Member;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommitOffsets.Committer;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ResetOffsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * Spoils what a shard decides, by what is decided right before or after it in the same transaction.
 * Does nothing but what it was made for.
 */
final class Mistakes {
    private final Mistake mistake;
    private final Commits commits;
    private final GroupSurgery surgery;

    Mistakes(Mistake mistake, InstantSource clock) {
        this.mistake = mistake;
        this.commits = new Commits(clock);
        this.surgery = new GroupSurgery(clock);
    }

    /** A change of members, after which the group is what it should not be. */
    <T> CompletableFuture<T> around(
            ServedShard served, GroupId id, Supplier<CompletableFuture<T>> change) {
        return switch (mistake) {
            case GRANT_EARLY ->
                    amended(served, id, change, (_, after) -> SpoiledGroups.granted(after));
            case JOIN_KEEPS_ASSIGNMENT_EPOCHS ->
                    amended(served, id, change, SpoiledGroups::givenAsBefore);
            case FENCE_KEPT_ONLY -> amended(served, id, change, SpoiledGroups::revokingAsBefore);
            default -> change.get();
        };
    }

    private static <T> CompletableFuture<T> amended(
            ServedShard served,
            GroupId id,
            Supplier<CompletableFuture<T>> change,
            BinaryOperator<Group> amendment) {
        AtomicReference<Group> before = new AtomicReference<>(Group.NEW);
        var _ = served.owned().decide(draft -> setAndTell(before, draft.group(id)));
        CompletableFuture<T> answer = change.get();
        var _ =
                served.owned()
                        .decide(
                                draft -> {
                                    draft.put(id, amendment.apply(before.get(), draft.group(id)));
                                    return true;
                                });
        return answer;
    }

    private static boolean setAndTell(AtomicReference<Group> to, Group group) {
        to.set(group);
        return true;
    }

    MemberBeat heard(ServedShard served, MemberBeat beat) {
        Optional<Member> member = Optional.empty();
        if (mistake == Mistake.HEARTBEAT_RELEASES) {
            member = present(served, beat.group(), beat.member());
        }
        return member.map(m -> beat.releasing(m.revoking())).orElse(beat);
    }

    private static Optional<Member> present(ServedShard served, GroupId id, MemberId member) {
        try {
            return state(served, id).group().member(member);
        } catch (MillraceException loading) {
            return Optional.empty();
        }
    }

    private static GroupState state(ServedShard served, GroupId id) {
        return served.owned().groups().getOrDefault(id, GroupState.NEW);
    }

    CompletableFuture<CommittedOffsets> commit(ServedShard served, CommitOffsets commit) {
        GroupId id = commit.group();
        Optional<Committer> committer = commit.committer();
        if (committer.isEmpty()) {
            return served.commit(commit);
        }
        Committer by = committer.get();
        return switch (mistake) {
            case OLD_EPOCH_COMMIT ->
                    served.owned()
                            .decide(
                                    draft ->
                                            commits.commit(
                                                    draft,
                                                    id,
                                                    present(draft, id, by),
                                                    commit.offsets()));
            case CHECK_EARLY ->
                    areStored(state(served, id), by, commit.offsets())
                            ? served.owned().decide(draft -> stored(draft, commit, by))
                            : served.commit(commit);
            case NOT_MONOTONE ->
                    served.owned()
                            .decide(
                                    draft -> {
                                        CommittedOffsets answer =
                                                commits.commit(draft, id, by, commit.offsets());
                                        return answer.refused().isEmpty()
                                                ? stored(draft, commit, by)
                                                : answer;
                                    });
            default -> served.commit(commit);
        };
    }

    private static Committer present(Draft draft, GroupId id, Committer by) {
        return new Committer(
                by.member(),
                draft.group(id).member(by.member()).map(Member::epoch).orElse(by.memberEpoch()));
    }

    private static boolean areStored(
            GroupState state, Committer by, Map<PartitionId, NextOffset> offsets) {
        return offsets.entrySet().stream()
                .allMatch(
                        each ->
                                CommitVerdict.of(
                                                state.group().member(by.member()),
                                                each.getKey(),
                                                by.memberEpoch(),
                                                each.getValue().nextOffset(),
                                                Optional.ofNullable(
                                                        state.offsets().get(each.getKey())))
                                        instanceof CommitVerdict.Store);
    }

    private static CommittedOffsets stored(Draft draft, CommitOffsets commit, Committer by) {
        commit.offsets()
                .forEach(
                        (partition, next) ->
                                draft.commit(
                                        commit.group(),
                                        partition,
                                        new CommittedOffset(
                                                next.nextOffset(),
                                                next.leaderEpoch(),
                                                next.metadata(),
                                                by.memberEpoch(),
                                                0)));
        return new CommittedOffsets(commit.offsets(), Map.of());
    }

    CompletableFuture<OffsetsMoved> reset(ServedShard served, ResetOffsets wish) {
        GroupId id = wish.group();
        return switch (mistake) {
            case REWIND_WITHOUT_FENCE -> served.owned().decide(draft -> unfenced(draft, wish));
            case RESET_KEEPS_SESSIONS ->
                    amended(
                            served,
                            id,
                            () -> served.reset(wish),
                            SpoiledGroups::inSessionsOfBefore);
            default -> around(served, id, () -> served.reset(wish));
        };
    }

    private OffsetsMoved unfenced(Draft draft, ResetOffsets wish) {
        Group group = draft.group(wish.group());
        boolean isThere = draft.has(wish.group());
        if (isThere) {
            draft.put(
                    wish.group(),
                    new Group(group.epoch(), group.assignor(), new TreeMap<>(), group.target()));
        }
        OffsetsMoved moved = surgery.reset(draft, wish);
        draft.put(wish.group(), group);
        return moved;
    }
}
