package io.millrace.broker.node;

import io.millrace.broker.group.GroupOwners;
import io.millrace.internal.identity.ExpectedPeer;
import io.millrace.internal.identity.NodeKind;
import io.millrace.internal.network.CallException;
import io.millrace.internal.network.ClientSettings;
import io.millrace.internal.network.InternalClient;
import io.millrace.internal.network.InternalNetwork;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupPaths;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberAnswers;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.ReadOffsets;
import io.millrace.protocol.group.ShardOwners;
import io.millrace.protocol.group.ShardOwners.ShardOwner;
import io.millrace.protocol.group.Shards;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owners of groups among the coordinators. Any thread. It remembers who owns what, and looks
 * again when somebody does not own it any more; an owner of before is not believed.
 */
final class RemoteGroups implements GroupOwners, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteGroups.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration FIND_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration FIND_EVERY = Duration.ofMillis(40);

    private final Map<URI, InternalClient> coordinators = new LinkedHashMap<>();
    private final ExecutorService virtualThreads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("groups-", 0).factory());
    private final ReentrantLock finding = new ReentrantLock();
    private volatile Map<Integer, ShardOwner> owners = Map.of();
    private long foundAt = System.nanoTime() - FIND_EVERY.toNanos();

    /**
     * @param urls of all coordinators, as they call themselves
     */
    RemoteGroups(InternalNetwork network, List<URI> urls) {
        for (URI url : urls) {
            coordinators.put(
                    url,
                    network.connectTo(
                            url, ExpectedPeer.any(NodeKind.COORDINATOR), ClientSettings.DEFAULTS));
        }
    }

    @Override
    public Membership join(JoinGroup wish) {
        return believed(wish.group(), ask(wish.group(), GroupPaths.JOIN, wish, Membership.class));
    }

    @Override
    public MemberAnswers beat(MemberBeats beats) {
        Map<Optional<InternalClient>, List<Integer>> byOwner = new HashMap<>();
        for (int n = 0; n < beats.beats().size(); n++) {
            byOwner.computeIfAbsent(owner(beats.beats().get(n).group()), each -> new ArrayList<>())
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
            find();
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
            find();
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
        ShardOwner known = owners.get(Shards.of(group));
        if (known != null && membership.shardEpoch() < known.shardEpoch()) {
            throw loading("The group's coordinator is moving", null);
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

    private <A> A ask(GroupId group, String path, Object question, Class<A> answer) {
        InternalClient owner =
                owner(group)
                        .orElseThrow(() -> loading("Nobody owns the group at the moment", null));
        try {
            return owner.ask(path, question, answer, TIMEOUT);
        } catch (MillraceException refusal) {
            if (refusal.problem().code() != ErrorCode.NOT_COORDINATOR) {
                throw refusal;
            }
            find();
            throw loading("The group's coordinator is moving", refusal);
        } catch (CallException e) {
            find();
            throw loading("The group's coordinator can't be reached", e);
        }
    }

    private static MillraceException loading(String detail, @Nullable RuntimeException cause) {
        Problem problem = Problem.of(ErrorCode.COORDINATOR_LOADING, detail);
        return cause == null ? problem.asException() : new MillraceException(problem, cause);
    }

    private Optional<InternalClient> owner(GroupId group) {
        int shard = Shards.of(group);
        if (!owners.containsKey(shard)) {
            find();
        }
        return Optional.ofNullable(owners.get(shard)).flatMap(this::client);
    }

    private Optional<InternalClient> client(ShardOwner owner) {
        InternalClient known = coordinators.get(URI.create(owner.url()));
        if (known == null) {
            LOG.atWarn()
                    .addKeyValue("url", owner.url())
                    .log("A coordinator calls itself by a URL that this broker was not given");
        }
        return Optional.ofNullable(known);
    }

    /** Asks all coordinators, unless somebody has just done so. */
    private void find() {
        finding.lock();
        try {
            if (System.nanoTime() - foundAt < FIND_EVERY.toNanos()) {
                return;
            }
            List<CompletableFuture<List<ShardOwner>>> asked = new ArrayList<>();
            for (InternalClient coordinator : coordinators.values()) {
                asked.add(
                        CompletableFuture.supplyAsync(
                                () -> ownersSeenBy(coordinator), virtualThreads));
            }
            Map<Integer, ShardOwner> newest = new HashMap<>(owners);
            for (CompletableFuture<List<ShardOwner>> each : asked) {
                for (ShardOwner owner : each.join()) {
                    newest.merge(
                            owner.shard(),
                            owner,
                            (a, b) -> b.shardEpoch() > a.shardEpoch() ? b : a);
                }
            }
            owners = Map.copyOf(newest);
            foundAt = System.nanoTime();
        } finally {
            finding.unlock();
        }
    }

    private static List<ShardOwner> ownersSeenBy(InternalClient coordinator) {
        try {
            return coordinator
                    .ask(GroupPaths.OWNERS, Done.DONE, ShardOwners.class, FIND_TIMEOUT)
                    .owners();
        } catch (CallException | MillraceException e) {
            // The others know as much.
            return List.of();
        }
    }

    @Override
    public void close() {
        virtualThreads.shutdown();
        coordinators.values().forEach(InternalClient::close);
    }
}
