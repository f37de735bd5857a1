package io.millrace.internal.control;

import io.millrace.internal.identity.ExpectedPeer;
import io.millrace.internal.identity.NodeKind;
import io.millrace.internal.network.CallException;
import io.millrace.internal.network.CallNotSentException;
import io.millrace.internal.network.ClientSettings;
import io.millrace.internal.network.InternalClient;
import io.millrace.internal.network.InternalNetwork;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupPaths;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the owners of groups among the coordinators, and asks them. Any thread; calls block. It
 * remembers who owns what, and looks again when somebody does not own it any more.
 */
public final class GroupCoordinators implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCoordinators.class);
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
    public GroupCoordinators(InternalNetwork network, List<URI> urls) {
        for (URI url : urls) {
            coordinators.put(
                    url,
                    network.connectTo(
                            url, ExpectedPeer.any(NodeKind.COORDINATOR), ClientSettings.DEFAULTS));
        }
    }

    /**
     * Asks the owner of a group for what may be asked for again.
     *
     * @throws MillraceException its refusal, or {@code coordinator_loading} if it moves or does not
     *     answer
     */
    public <A> A ask(
            GroupId group, String path, Object question, Class<A> answer, Duration timeout) {
        try {
            return askOwner(group, path, question, answer, timeout);
        } catch (CallException e) {
            throw unreachable(e);
        }
    }

    /**
     * Asks the owner of a group for a change that must not be made twice.
     *
     * @throws MillraceException its refusal, {@code coordinator_loading} if it moves or can't be
     *     reached, or {@code request_timed_out} if it is unknown whether the change was made
     */
    public <A> A change(
            GroupId group, String path, Object question, Class<A> answer, Duration timeout) {
        try {
            return askOwner(group, path, question, answer, timeout);
        } catch (CallNotSentException e) {
            throw unreachable(e);
        } catch (CallException unknown) {
            throw new MillraceException(
                    Problem.of(
                            ErrorCode.REQUEST_TIMED_OUT,
                            "The group's coordinator did not answer: look before trying again"),
                    unknown);
        }
    }

    private <A> A askOwner(
            GroupId group, String path, Object question, Class<A> answer, Duration timeout) {
        InternalClient owner =
                owner(group)
                        .orElseThrow(
                                () -> loading("Nobody owns the group at the moment").asException());
        try {
            return owner.ask(path, question, answer, timeout);
        } catch (MillraceException refusal) {
            if (refusal.problem().code() != ErrorCode.NOT_COORDINATOR) {
                throw refusal;
            }
            find();
            throw new MillraceException(loading("The group's coordinator is moving"), refusal);
        } catch (CallException e) {
            find();
            throw e;
        }
    }

    /** Asks all coordinators for what each of them knows; those that do not answer are left out. */
    public <A> List<A> askAll(String path, Object question, Class<A> answer, Duration timeout) {
        List<CompletableFuture<Optional<A>>> asked = new ArrayList<>();
        for (InternalClient coordinator : coordinators.values()) {
            asked.add(
                    CompletableFuture.supplyAsync(
                            () -> tryAsking(coordinator, path, question, answer, timeout),
                            virtualThreads));
        }
        return asked.stream().flatMap(each -> each.join().stream()).toList();
    }

    private static <A> Optional<A> tryAsking(
            InternalClient coordinator,
            String path,
            Object question,
            Class<A> answer,
            Duration timeout) {
        try {
            return Optional.of(coordinator.ask(path, question, answer, timeout));
        } catch (CallException | MillraceException e) {
            LOG.atDebug()
                    .addKeyValue("path", path)
                    .addKeyValue("error", e.toString())
                    .log("A coordinator did not answer");
            return Optional.empty();
        }
    }

    private static MillraceException unreachable(CallException cause) {
        return new MillraceException(loading("The group's coordinator can't be reached"), cause);
    }

    private static Problem loading(String detail) {
        return Problem.of(ErrorCode.COORDINATOR_LOADING, detail);
    }

    /** Who owns a group, as far as anybody knows. */
    public Optional<InternalClient> owner(GroupId group) {
        int shard = Shards.of(group);
        if (!owners.containsKey(shard)) {
            find();
        }
        return Optional.ofNullable(owners.get(shard)).flatMap(this::client);
    }

    /** Whether a later owner of the group is known than the one of this epoch. */
    public boolean isOutdated(GroupId group, long shardEpoch) {
        ShardOwner known = owners.get(Shards.of(group));
        return known != null && shardEpoch < known.shardEpoch();
    }

    private Optional<InternalClient> client(ShardOwner owner) {
        InternalClient known = coordinators.get(URI.create(owner.url()));
        if (known == null) {
            LOG.atWarn()
                    .addKeyValue("url", owner.url())
                    .log("A coordinator calls itself by a URL that this process was not given");
        }
        return Optional.ofNullable(known);
    }

    /** Asks all coordinators who owns what, unless somebody has just done so. */
    public void find() {
        finding.lock();
        try {
            if (System.nanoTime() - foundAt < FIND_EVERY.toNanos()) {
                return;
            }
            Map<Integer, ShardOwner> newest = new HashMap<>(owners);
            for (ShardOwners seen :
                    askAll(GroupPaths.OWNERS, Done.DONE, ShardOwners.class, FIND_TIMEOUT)) {
                for (ShardOwner owner : seen.owners()) {
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

    @Override
    public void close() {
        virtualThreads.shutdown();
        coordinators.values().forEach(InternalClient::close);
    }
}
