package io.millrace.coordinator.controller;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the controller's loop is asked to do. Any thread adds; only the loop takes. Bounded: what
 * does not fit is refused at once.
 */
final class Tasks {

    private static final int WAITING_MAX = 1_000;

    private final BlockingQueue<Task<?>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Queue<Task<?>> held = new ArrayDeque<>();

    /**
     * A request and where its answer goes.
     *
     * @param changes whether it may change something, and so has to wait while the controller
     *     listens
     */
    record Task<T>(boolean changes, Function<Reign, T> work, CompletableFuture<T> answer) {

        void run(Reign reign) {
            answer.complete(work.apply(reign));
        }

        void refuse(RuntimeException refusal) {
            answer.completeExceptionally(refusal);
        }
    }

    boolean offer(Task<?> task) {
        return waiting.offer(task);
    }

    /** The loop wakes up and finds nothing to do. */
    void wake() {
        waiting.offer(new Task<>(false, reign -> true, new CompletableFuture<Boolean>()));
    }

    /**
     * The next task for a controller that listens, or does not; null when there is none in time.
     *
     * @throws InterruptedException if the loop's thread is to end
     */
    @Nullable Task<?> next(boolean listens, long nanos) throws InterruptedException {
        if (!listens && !held.isEmpty()) {
            return held.poll();
        }
        Task<?> task = waiting.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        if (task != null && listens && task.changes()) {
            hold(task);
            return null;
        }
        return task;
    }

    private void hold(Task<?> task) {
        if (held.size() < WAITING_MAX) {
            held.add(task);
        } else {
            task.refuse(ControllerLoop.loading("The controller has too much to do"));
        }
    }

    void refuseAll(RuntimeException refusal) {
        for (Task<?> task = held.poll(); task != null; task = held.poll()) {
            task.refuse(refusal);
        }
        for (Task<?> task = waiting.poll(); task != null; task = waiting.poll()) {
            task.refuse(refusal);
        }
    }
}
