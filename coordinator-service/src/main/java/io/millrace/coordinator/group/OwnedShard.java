package io.millrace.coordinator.group;

import io.millrace.coordinator.database.AmbiguousCommitException;
import io.millrace.coordinator.database.FencedException;
import io.millrace.coordinator.database.NotCommittedException;
import io.millrace.coordinator.shard.ClaimedShard;
import io.millrace.coordinator.shard.GroupState;
import io.millrace.coordinator.shard.ShardBatch;
import io.millrace.coordinator.shard.ShardClaim;
import io.millrace.coordinator.shard.ShardStore;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.GroupId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard of the groups from its claim to its end. One thread decides on what is asked, writes what
 * has come together in one transaction, and answers when it is committed; any thread reads what is
 * committed. Whenever it is unknown what is in the database the shard ends, and is claimed anew.
 */
final class OwnedShard implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedShard.class);
    private static final int WAITING_MAX = 10_000;
    private static final int BATCH_MAX = 2_000;

    private final ShardClaim claim;
    private final ShardStore store;
    private final Duration silenceMax;
    private final Consumer<Draft> look;
    private final Duration lookEvery;
    private final LongSupplier nanoTime;
    private final BlockingQueue<Task<?>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong provenAt;

    private volatile Map<GroupId, GroupState> committed;
    private volatile boolean stopped;
    private long version;
    private long lookAt;

    private record Task<T>(
            boolean needsProof, Function<Draft, T> decision, CompletableFuture<T> answer) {

        Decided on(Draft draft) {
            try {
                T decided = decision.apply(draft);
                return new Decided(needsProof, () -> answer.complete(decided));
            } catch (RuntimeException refusal) {
                return new Decided(true, () -> answer.completeExceptionally(refusal));
            }
        }

        void refuse(MillraceException why) {
            answer.completeExceptionally(why);
        }
    }

    /**
     * @param needsProof the answer is that of the owner only, and not of one of before
     */
    private record Decided(boolean needsProof, Runnable answer) {}

    /**
     * @param look decides, every so often, what nobody has asked for
     */
    OwnedShard(
            ClaimedShard claimed,
            ShardStore store,
            GroupSettings settings,
            Consumer<Draft> look,
            LongSupplier nanoTime) {
        this.claim = claimed.claim();
        this.version = claimed.version();
        this.committed = claimed.groups();
        this.store = store;
        this.silenceMax = settings.silenceMax();
        this.look = look;
        this.lookEvery = settings.lookEvery();
        this.nanoTime = nanoTime;
        this.provenAt = new AtomicLong(nanoTime.getAsLong());
        this.lookAt = provenAt.get();
    }

    ShardClaim claim() {
        return claim;
    }

    boolean isStopped() {
        return stopped;
    }

    /**
     * What is committed. Any thread.
     *
     * @throws MillraceException with {@code coordinator_loading} if it may be out of date
     */
    Map<GroupId, GroupState> groups() {
        if (stopped || nanoTime.getAsLong() - provenAt.get() > silenceMax.toNanos()) {
            throw loading();
        }
        return committed;
    }

    /** At that time the database still had this claim. Any thread. */
    void proven(long atNanos) {
        provenAt.accumulateAndGet(atNanos, Math::max);
    }

    /**
     * Has something decided; the answer comes when it is committed. Any thread.
     *
     * @return fails with {@code coordinator_loading} if it was not decided, and with {@code
     *     request_timed_out} if nobody knows
     */
    <T> CompletableFuture<T> decide(Function<Draft, T> decision) {
        return offer(new Task<>(false, decision, new CompletableFuture<>()));
    }

    /** Reads what nobody can have changed since it was asked. Any thread. */
    <T> CompletableFuture<T> read(Function<Map<GroupId, GroupState>, T> reading) {
        return offer(
                new Task<>(
                        true,
                        draft -> reading.apply(draft.committed()),
                        new CompletableFuture<>()));
    }

    private <T> CompletableFuture<T> offer(Task<T> task) {
        if (stopped || !waiting.offer(task)) {
            task.refuse(loading());
        } else if (stopped) {
            refuseWaiting();
        }
        return task.answer();
    }

    /** Takes nothing more. Any thread. */
    void stop() {
        stopped = true;
        refuseWaiting();
        // Wakes the thread, which then sees that it is to end.
        var _ = waiting.offer(new Task<>(false, draft -> true, new CompletableFuture<>()));
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stop();
            refuseWaiting();
        }
    }

    private void turn() throws InterruptedException {
        List<Task<?>> tasks = new ArrayList<>();
        Task<?> first =
                waiting.poll(Math.max(0, lookAt - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
        if (first != null) {
            tasks.add(first);
            waiting.drainTo(tasks, BATCH_MAX);
        }
        turn(tasks);
    }

    /** What the shard's thread would do now, without waiting for more. By no other thread. */
    void step() {
        List<Task<?>> tasks = new ArrayList<>();
        waiting.drainTo(tasks, BATCH_MAX);
        turn(tasks);
    }

    private void turn(List<Task<?>> tasks) {
        MillraceException failure = unknown();
        boolean written = false;
        try {
            Draft draft = new Draft(committed, version);
            List<Decided> decisions = new ArrayList<>();
            tasks.forEach(task -> decisions.add(task.on(draft)));
            if (nanoTime.getAsLong() - lookAt >= 0) {
                lookAt = nanoTime.getAsLong() + lookEvery.toNanos();
                look.accept(draft);
            }
            write(draft, decisions.stream().anyMatch(Decided::needsProof));
            written = true;
            decisions.forEach(decided -> decided.answer().run());
        } catch (FencedException | NotCommittedException e) {
            failure = loading();
            hasToBeReadAgain(e);
        } catch (AmbiguousCommitException e) {
            hasToBeReadAgain(e);
        } finally {
            if (!written) {
                stopped = true;
                for (Task<?> task : tasks) {
                    task.refuse(failure);
                }
            }
        }
    }

    private void hasToBeReadAgain(RuntimeException why) {
        LOG.atWarn()
                .addKeyValue("shard", claim.shard())
                .addKeyValue("error", why.getMessage())
                .log("A shard of the groups has to be read again");
    }

    /**
     * Where nothing is to be written, the database is asked whether this is the owner still: a
     * refusal that another might not give costs a membership, and positions of before are read
     * again.
     */
    private void write(Draft draft, boolean needsProof) {
        ShardBatch batch = draft.batch();
        long began = nanoTime.getAsLong();
        if (!batch.isEmpty()) {
            store.write(claim, version, batch);
            version++;
            proven(began);
        } else if (needsProof) {
            store.prove(claim, version);
            proven(began);
        }
        committed = draft.result();
    }

    private void refuseWaiting() {
        for (Task<?> task = waiting.poll(); task != null; task = waiting.poll()) {
            task.refuse(loading());
        }
    }

    private static MillraceException loading() {
        return Problem.of(ErrorCode.COORDINATOR_LOADING, "The group's coordinator is moving")
                .asException();
    }

    static MillraceException unknown() {
        return Problem.of(
                        ErrorCode.REQUEST_TIMED_OUT,
                        "It is not known whether the group has changed: look before trying again")
                .asException();
    }
}
