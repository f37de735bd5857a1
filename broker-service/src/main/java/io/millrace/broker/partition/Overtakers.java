package io.millrace.broker.partition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Owned by the partition loop: raw batches that came before their predecessor in the producer's
 * sequence. A producer's requests travel on connections of their own, and one that overtakes
 * another waits a moment for it here (ADR 5). The produce budget bounds their bytes.
 */
final class Overtakers {
    /** A producer has at most five unresolved batches, and one of them is the missing one. */
    private static final int PER_PRODUCER_MAX = 4;

    private final Map<Long, List<AppendTask>> waiting = new HashMap<>();
    private final boolean none;
    private final Executor later;
    private final Consumer<AppendTask> judge;

    /**
     * @param wait for the predecessor; zero: nothing waits
     * @param loop runs what is due
     * @param judge takes a batch that has waited for long enough, to be judged for the last time
     */
    Overtakers(Duration wait, Executor loop, Consumer<AppendTask> judge) {
        this.none = wait.isZero();
        this.later =
                CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, loop);
        this.judge = judge;
    }

    /** Whether the batch waits now. None waits twice. */
    boolean offer(long producerId, AppendTask task) {
        if (none || task.hasWaited()) {
            return false;
        }
        List<AppendTask> ofProducer =
                waiting.computeIfAbsent(producerId, _ -> new ArrayList<>(PER_PRODUCER_MAX));
        if (ofProducer.size() == PER_PRODUCER_MAX) {
            return false;
        }
        ofProducer.add(task);
        task.waits();
        later.execute(
                () -> {
                    if (remove(producerId, task)) {
                        judge.accept(task);
                    }
                });
        return true;
    }

    /** Takes the batch that has waited for this one; null if none has. */
    @Nullable AppendTask takeFollower(AppendTask before) {
        if (waiting.isEmpty() || !(before.producer() instanceof Long producerId)) {
            return null;
        }
        Iterator<AppendTask> each = waiting.getOrDefault(producerId, List.of()).iterator();
        while (each.hasNext()) {
            AppendTask task = each.next();
            if (task.follows(before)) {
                remove(producerId, task);
                return task;
            }
        }
        return null;
    }

    List<AppendTask> takeAll() {
        List<AppendTask> all = waiting.values().stream().flatMap(List::stream).toList();
        waiting.clear();
        return all;
    }

    private boolean remove(long producerId, AppendTask task) {
        List<AppendTask> ofProducer = waiting.get(producerId);
        if (ofProducer == null || !ofProducer.remove(task)) {
            return false;
        }
        if (ofProducer.isEmpty()) {
            waiting.remove(producerId);
        }
        return true;
    }
}
