package io.millrace.coordination.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.cp.CPGroupId;
import com.hazelcast.cp.internal.CPMemberInfo;
import com.hazelcast.cp.internal.RaftInvocationManager;
import com.hazelcast.cp.internal.RaftOp;
import com.hazelcast.cp.internal.RaftService;
import com.hazelcast.cp.internal.datastructures.lock.LockOwnershipState;
import com.hazelcast.cp.internal.datastructures.lock.operation.GetLockOwnershipStateOp;
import com.hazelcast.cp.internal.datastructures.lock.operation.TryLockOp;
import com.hazelcast.cp.internal.datastructures.lock.operation.UnlockOp;
import com.hazelcast.cp.internal.raft.QueryPolicy;
import com.hazelcast.cp.internal.session.SessionExpiredException;
import com.hazelcast.cp.internal.session.SessionResponse;
import com.hazelcast.cp.internal.session.operation.CloseSessionOp;
import com.hazelcast.cp.internal.session.operation.CreateSessionOp;
import com.hazelcast.cp.internal.session.operation.GetSessionsOp;
import com.hazelcast.cp.internal.session.operation.HeartbeatSessionOp;
import com.hazelcast.cp.session.CPSession;
import com.hazelcast.cp.session.CPSession.CPSessionOwnerType;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.spi.impl.NodeEngine;
import io.millrace.coordination.LeaseName;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one CP group that holds all locks and sessions, spoken to by the operations that {@code
 * FencedLock} is made of. The public proxy won't do: it binds a lock to a thread, blocks without a
 * limit, and miscounts its session's users once an outcome was unknown. Hazelcast stays at 5.4.0,
 * so its insides can't change under this class, the only one that knows them.
 *
 * <p>Any thread may call any method; none blocks.
 */
final class CpGroup {

    private static final String NAME = "leases";

    /** Locks are a session's; that Hazelcast adds a thread within it is of no use here. */
    private static final long THREAD = 1;

    private final NodeEngine engine;
    private final RaftService raft;
    private final RaftInvocationManager calls;
    private final AtomicBoolean searching = new AtomicBoolean();
    private volatile @Nullable CPGroupId id;

    CpGroup(HazelcastInstance instance) {
        engine = ((HazelcastInstanceProxy) instance).getOriginal().node.getNodeEngine();
        raft = engine.getService(RaftService.SERVICE_NAME);
        calls = raft.getInvocationManager();
    }

    /** Who has a lock, and by which fencing token of this group. */
    record Owner(long session, long token) {}

    /**
     * Finds or founds the group, unless that is done or under way. Until then, all is silence.
     *
     * @param found runs once, on any thread
     */
    void search(Runnable found) {
        if (id == null && raft.isDiscoveryCompleted() && searching.compareAndSet(false, true)) {
            guessCpMembers();
            var _ =
                    raft.createRaftGroupForProxyAsync("any@" + NAME)
                            .whenComplete(
                                    (group, failure) -> {
                                        id = group;
                                        searching.set(false);
                                        if (group != null) {
                                            found.run();
                                        }
                                    });
        }
    }

    /**
     * Who joins late learns of the CP members by a broadcast every ten seconds. Until then, whoever
     * is there may be one; a wrong guess costs a redirect. The first broadcast overrules it, being
     * of a later index, and so does what a CP member knows by itself.
     */
    private void guessCpMembers() {
        raft.updateInvocationManagerMembers(
                raft.getMetadataGroupId().getSeed(),
                0,
                engine.getClusterService().getMembers().stream().map(CPMemberInfo::new).toList());
    }

    /** Linearizable, and written nowhere. */
    CompletableFuture<Answer<Optional<Owner>>> owner(LeaseName name) {
        return call(
                group ->
                        calls.<LockOwnershipState>query(
                                group,
                                new GetLockOwnershipStateOp(name.value()),
                                QueryPolicy.LINEARIZABLE),
                state ->
                        state.isLocked()
                                ? Optional.of(new Owner(state.getSessionId(), state.getFence()))
                                : Optional.empty());
    }

    /** Takes the lock if it is free at once: the token, or 0 if somebody has it. */
    CompletableFuture<Answer<Long>> tryLock(LeaseName name, long session) {
        return commit(
                new TryLockOp(name.value(), session, THREAD, UUID.randomUUID(), 0),
                (Long token) -> token);
    }

    /** Frees the lock, which is gone if it is not this session's. */
    CompletableFuture<Answer<Boolean>> unlock(LeaseName name, long session) {
        return commit(
                new UnlockOp(name.value(), session, THREAD, UUID.randomUUID()),
                (Boolean stillHeld) -> !stillHeld);
    }

    /** Opens a session under the address and the present UUID of this member. */
    CompletableFuture<Answer<Long>> openSession() {
        return commit(
                new CreateSessionOp(
                        engine.getThisAddress(),
                        engine.getLocalMember().getUuid().toString(),
                        CPSessionOwnerType.SERVER),
                SessionResponse::getSessionId);
    }

    CompletableFuture<Answer<Boolean>> renew(long session) {
        return commit(new HeartbeatSessionOp(session), (@Nullable Object done) -> true);
    }

    CompletableFuture<Answer<Boolean>> closeSession(long session) {
        return commit(new CloseSessionOp(session), (Boolean closed) -> closed);
    }

    CompletableFuture<Answer<Collection<CPSession>>> sessions() {
        return call(
                group ->
                        calls.<Collection<CPSession>>query(
                                group, new GetSessionsOp(), QueryPolicy.LINEARIZABLE),
                sessions -> sessions);
    }

    private <T extends @Nullable Object, R> CompletableFuture<Answer<R>> commit(
            RaftOp operation, Function<T, R> reading) {
        return call(group -> calls.<T>invoke(group, operation), reading);
    }

    private <T extends @Nullable Object, R> CompletableFuture<Answer<R>> call(
            Function<CPGroupId, CompletableFuture<T>> call, Function<T, R> reading) {
        CPGroupId group = id;
        if (group == null) {
            return CompletableFuture.completedFuture(
                    new Answer.Silence<>("the CP group is not known yet"));
        }
        try {
            return call.apply(group)
                    .handle(
                            (value, failure) ->
                                    failure == null
                                            ? new Answer.Given<>(reading.apply(value))
                                            : CpGroup.<R>answer(failure));
        } catch (RuntimeException e) {
            // An instance that is shut down refuses by an exception.
            return CompletableFuture.completedFuture(answer(e));
        }
    }

    private static <R> Answer<R> answer(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof SessionExpiredException
                        || cause instanceof IllegalMonitorStateException
                ? new Answer.Gone<>()
                : new Answer.Silence<>(cause.toString());
    }
}
