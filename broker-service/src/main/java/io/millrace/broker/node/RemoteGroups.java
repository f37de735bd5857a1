package io.millrace.broker.node;

import io.millrace.broker.group.GroupOwners;
import io.millrace.internal.control.GroupCoordinators;
import io.millrace.internal.network.CallException;
import io.millrace.internal.network.InternalClient;
import io.millrace.internal.network.InternalNetwork;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupPaths;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberAnswers;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.ReadOffsets;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The owners of groups among the coordinators. Any thread. An owner of before is not believed. */
final class RemoteGroups implements GroupOwners, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final GroupCoordinators coordinators;
    private final ExecutorService virtualThreads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("beats-", 0).factory());

    /**
     * @param urls of all coordinators, as they call themselves
     */
    RemoteGroups(InternalNetwork network, List<URI> urls) {
        coordinators = new GroupCoordinators(network, urls);
    }

    @Override
    public Membership join(JoinGroup wish) {
        return believed(wish.group(), ask(wish.group(), GroupPaths.JOIN, wish, Membership.class));
    }

    @Override
    public MemberAnswers beat(MemberBeats beats) {
        Map<Optional<InternalClient>, List<Integer>> byOwner = new HashMap<>();
        for (int n = 0; n < beats.beats().size(); n++) {
            byOwner.computeIfAbsent(
                            coordinators.owner(beats.beats().get(n).group()),
                            each -> new ArrayList<>())
                    .add(n);
        }
        MemberAnswer[] answers = new MemberAnswer[beats.beats().size()];
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        byOwner.forEach(
                (owner, places) -> {
                    List<MemberBeat> some = places.stream().map(beats.beats()::get).toList();
                    asked.add(
                            CompletableFuture.runAsync(
                                    () -> {
                                        List<MemberAnswer> told = beat(owner, some);
                                        for (int n = 0; n < places.size(); n++) {
                                            answers[places.get(n)] = told.get(n);
                                        }
                                    },
                                    virtualThreads));
                });
        asked.forEach(CompletableFuture::join);
        return new MemberAnswers(List.of(answers));
    }

    private List<MemberAnswer> beat(Optional<InternalClient> owner, List<MemberBeat> beats) {
        if (owner.isEmpty()) {
            return refused(beats, "Nobody owns the group at the moment");
        }
        try {
            List<MemberAnswer> answers =
                    owner.get()
                            .ask(
                                    GroupPaths.BEAT,
                                    new MemberBeats(beats),
                                    MemberAnswers.class,
                                    TIMEOUT)
                            .answers();
            List<MemberAnswer> believed = new ArrayList<>();
            for (int n = 0; n < beats.size(); n++) {
                believed.add(believed(beats.get(n).group(), answers.get(n)));
            }
            return believed;
        } catch (CallException e) {
            coordinators.find();
            return refused(beats, "The group's coordinator can't be reached");
        } catch (MillraceException e) {
            return refused(beats, e.problem().detail());
        }
    }

    private static List<MemberAnswer> refused(List<MemberBeat> beats, String detail) {
        MemberAnswer loading = MemberAnswer.refused(ErrorCode.COORDINATOR_LOADING, detail);
        return beats.stream().map(beat -> loading).toList();
    }

    private MemberAnswer believed(GroupId group, MemberAnswer answer) {
        boolean moved =
                answer.refusal().filter(r -> r.code() == ErrorCode.NOT_COORDINATOR).isPresent();
        if (moved) {
            coordinators.find();
            return MemberAnswer.refused(
                    ErrorCode.COORDINATOR_LOADING, "The group's coordinator is moving");
        }
        try {
            answer.membership().ifPresent(membership -> believed(group, membership));
            return answer;
        } catch (MillraceException e) {
            return MemberAnswer.refused(e.problem().code(), e.problem().detail());
        }
    }

    private Membership believed(GroupId group, Membership membership) {
        if (coordinators.isOutdated(group, membership.shardEpoch())) {
            throw Problem.of(ErrorCode.COORDINATOR_LOADING, "The group's coordinator is moving")
                    .asException();
        }
        return membership;
    }

    @Override
    public void leave(LeaveGroup leaving) {
        var _ = ask(leaving.group(), GroupPaths.LEAVE, leaving, Done.class);
    }

    @Override
    public CommittedOffsets commit(CommitOffsets commit) {
        return ask(commit.group(), GroupPaths.COMMIT, commit, CommittedOffsets.class);
    }

    @Override
    public CommittedOffsets offsets(ReadOffsets read) {
        return ask(read.group(), GroupPaths.OFFSETS, read, CommittedOffsets.class);
    }

    @Override
    public GroupFloors floors(ReadFloors read) {
        return GroupFloors.of(
                coordinators.askAll(GroupPaths.FLOORS, read, GroupFloors.class, TIMEOUT));
    }

    private <A> A ask(GroupId group, String path, Object question, Class<A> answer) {
        return coordinators.ask(group, path, question, answer, TIMEOUT);
    }

    @Override
    public void close() {
        virtualThreads.shutdown();
        coordinators.close();
    }
}
