package io.millrace.broker.group;

import io.millrace.broker.partition.Topics;
import io.millrace.groups.CommitVerdict;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.groups.JoinRequest;
import io.millrace.groups.Member;
import io.millrace.groups.Step;
import io.millrace.groups.Subscription;
import io.millrace.groups.TopicPattern;
import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberAnswers;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.ReadOffsets;
import io.millrace.protocol.group.Refusal;
import io.millrace.protocol.group.Shards;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An owner of all groups that forgets them with the process, for tests. */
public final class InMemoryGroups implements GroupOwners {
    private final Topics topics;
    private final Map<GroupId, Group> groups = new HashMap<>();
    private final Map<GroupId, Map<PartitionId, CommittedOffset>> offsets = new HashMap<>();
    private boolean isLoading;
    private boolean losesAnswer;

    public InMemoryGroups(Topics topics) {
        this.topics = topics;
    }

    /** From now on it says that it is loading, or serves again. */
    public synchronized void load(boolean loading) {
        isLoading = loading;
    }

    /** The next commit without a member gets in, and nobody is told. */
    public synchronized void loseAnswer() {
        losesAnswer = true;
    }

    @Override
    public synchronized Membership join(JoinGroup wish) {
        requireLoaded();
        JoinRequest request =
                new JoinRequest(
                        wish.incarnation(),
                        wish.instance(),
                        new Subscription(
                                new TreeSet<>(wish.topics()),
                                wish.pattern().map(TopicPattern::new)),
                        wish.rack(),
                        Duration.ofMillis(wish.rebalanceTimeoutMs()),
                        Optional.empty());
        Group joined = next(group(wish.group()).join(wish.member(), request));
        groups.put(wish.group(), joined.retargeted(places()).reconciled(wish.member()));
        return told(wish.group(), wish.member());
    }

    @Override
    public synchronized MemberAnswers beat(MemberBeats beats) {
        return new MemberAnswers(beats.beats().stream().map(this::answer).toList());
    }

    private MemberAnswer answer(MemberBeat beat) {
        try {
            requireLoaded();
            Group before = group(beat.group());
            Group taken = next(beaten(before, beat));
            CommittedOffsets committed =
                    commit(
                            beat.group(),
                            before.member(beat.member()),
                            beat.memberEpoch(),
                            beat.commits());
            groups.put(beat.group(), taken.retargeted(places()).reconciled(beat.member()));
            Membership told = told(beat.group(), beat.member());
            return MemberAnswer.of(
                    beat.takesOver() ? told.assigned(since(before, told, beat)) : told, committed);
        } catch (MillraceException e) {
            return MemberAnswer.refused(e.problem().code(), e.problem().detail());
        }
    }

    private static Step beaten(Group group, MemberBeat beat) {
        if (beat.takesOver()) {
            return group.takeOver(beat.member(), beat.session(), beat.stream().orElseThrow());
        }
        return beat.stream().isPresent()
                ? group.heartbeat(
                        beat.member(),
                        beat.session(),
                        beat.memberEpoch(),
                        beat.released(),
                        beat.stream().get())
                : group.heartbeat(
                        beat.member(), beat.session(), beat.memberEpoch(), beat.released());
    }

    private static Map<PartitionId, Long> since(Group before, Membership told, MemberBeat beat) {
        Map<PartitionId, Long> since = new HashMap<>(told.assigned());
        before.member(beat.member()).orElseThrow().held().forEach(since::replace);
        return since;
    }

    @Override
    public synchronized void leave(LeaveGroup leaving) {
        requireLoaded();
        Group left = next(group(leaving.group()).leave(leaving.member(), leaving.forAWhile()));
        groups.put(leaving.group(), left.retargeted(places()));
    }

    @Override
    public synchronized CommittedOffsets commit(CommitOffsets commit) {
        requireLoaded();
        Group group = group(commit.group());
        if (commit.committer().isEmpty()) {
            if (!group.members().isEmpty()) {
                throw Problem.of(ErrorCode.GROUP_NOT_EMPTY, "It has members").asException();
            }
            commit.offsets().forEach((id, next) -> store(commit.group(), id, next, 0));
            if (losesAnswer) {
                losesAnswer = false;
                throw Problem.of(ErrorCode.REQUEST_TIMED_OUT, "The test has it so").asException();
            }
            return new CommittedOffsets(commit.offsets(), Map.of());
        }
        CommitOffsets.Committer by = commit.committer().get();
        return commit(
                commit.group(), group.member(by.member()), by.memberEpoch(), commit.offsets());
    }

    private CommittedOffsets commit(
            GroupId group,
            Optional<Member> member,
            long epoch,
            Map<PartitionId, NextOffset> wanted) {
        Map<PartitionId, NextOffset> now = new HashMap<>();
        Map<PartitionId, Refusal> refused = new HashMap<>();
        wanted.forEach(
                (id, next) -> {
                    Optional<CommittedOffset> stored =
                            Optional.ofNullable(offsetsOf(group).get(id));
                    switch (CommitVerdict.of(member, id, epoch, next.nextOffset(), stored)) {
                        case CommitVerdict.Store _ -> {
                            store(group, id, next, epoch);
                            now.put(id, next);
                        }
                        case CommitVerdict.Behind(CommittedOffset further) ->
                                now.put(id, told(further));
                        case CommitVerdict.Refused(ErrorCode code, String detail) ->
                                refused.put(id, new Refusal(code, detail));
                    }
                });
        return new CommittedOffsets(now, refused);
    }

    private void store(GroupId group, PartitionId id, NextOffset next, long epoch) {
        offsets.computeIfAbsent(group, each -> new HashMap<>())
                .put(
                        id,
                        new CommittedOffset(
                                next.nextOffset(), next.leaderEpoch(), next.metadata(), epoch, 0));
    }

    @Override
    public synchronized CommittedOffsets offsets(ReadOffsets read) {
        requireLoaded();
        Map<PartitionId, NextOffset> told = new HashMap<>();
        offsetsOf(read.group()).forEach((id, offset) -> told.put(id, told(offset)));
        return new CommittedOffsets(told, Map.of());
    }

    @Override
    public synchronized GroupFloors floors(ReadFloors read) {
        Map<PartitionId, Long> least = new HashMap<>();
        offsets.values()
                .forEach(
                        each ->
                                each.forEach(
                                        (id, offset) ->
                                                least.merge(id, offset.nextOffset(), Math::min)));
        least.keySet().retainAll(read.partitions());
        return new GroupFloors(
                IntStream.range(0, Shards.COUNT).boxed().collect(Collectors.toSet()), least);
    }

    private void requireLoaded() {
        if (isLoading) {
            throw Problem.of(ErrorCode.COORDINATOR_LOADING, "The test has it so").asException();
        }
    }

    private Group group(GroupId id) {
        return groups.getOrDefault(id, Group.NEW);
    }

    private Map<PartitionId, CommittedOffset> offsetsOf(GroupId group) {
        return offsets.getOrDefault(group, Map.of());
    }

    private SortedMap<TopicId, TopicPlaces> places() {
        SortedMap<TopicId, TopicPlaces> places = new TreeMap<>();
        topics.all()
                .forEach(
                        topic ->
                                places.put(
                                        topic.metadata().id(),
                                        new TopicPlaces(
                                                topic.metadata().name(),
                                                Collections.nCopies(
                                                        topic.partitions().size(), Set.of()))));
        return places;
    }

    private Membership told(GroupId groupId, MemberId id) {
        Member member = group(groupId).member(id).orElseThrow();
        Map<PartitionId, NextOffset> begins = new HashMap<>();
        member.held()
                .keySet()
                .forEach(
                        partition ->
                                Optional.ofNullable(offsetsOf(groupId).get(partition))
                                        .ifPresent(o -> begins.put(partition, told(o))));
        return new Membership(
                1,
                member.session(),
                member.epoch(),
                member.kept(),
                member.revoking(),
                begins,
                60_000,
                5_000,
                45_000);
    }

    private static NextOffset told(CommittedOffset offset) {
        return new NextOffset(offset.nextOffset(), offset.leaderEpoch(), offset.metadata());
    }

    private static Group next(Step step) {
        return switch (step) {
            case Step.Next(Group group) -> group;
            case Step.Refused(ErrorCode code, String detail) ->
                    throw Problem.of(code, detail).asException();
        };
    }
}
