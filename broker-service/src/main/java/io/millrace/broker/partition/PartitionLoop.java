package io.millrace.broker.partition;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one platform thread, the only one that changes the partitions of this loop.
 *
 * <p>Works in turns: takes all that waits, does it in order, then lets each partition that was
 * touched write what it gathered. So many small appends to one partition become one write.
 */
final class PartitionLoop implements AutoCloseable {
    /** Larger appends are written from their own buffer. */
    static final int SCRATCH_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(PartitionLoop.class);

    private final LoopInbox inbox = new LoopInbox();
    private final List<Runnable> endOfTurn = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final Thread thread;
    private boolean running = true;

    PartitionLoop(String name) {
        thread = Thread.ofPlatform().name(name).daemon().start(this::work);
    }

    /**
     * Any thread. Tasks of one thread run in the order in which it gave them. What comes after the
     * loop's end is run by its giver, one at a time, so that it is refused and not forgotten.
     */
    void execute(Runnable task) {
        if (!inbox.add(task)) {
            runAfterTheEnd(List.of(task));
        }
    }

    private synchronized void runAfterTheEnd(List<Runnable> tasks) {
        runAll(new ArrayList<>(tasks));
        runAll(endOfTurn);
    }

    /** Loop thread only: runs once all tasks of this turn are done. */
    void atEndOfTurn(Runnable task) {
        endOfTurn.add(task);
    }

    /** Loop thread only: {@link #SCRATCH_BYTES} to assemble one write in, cleared. */
    ByteBuffer scratch() {
        return scratch.clear();
    }

    int queueSize() {
        return inbox.size();
    }

    private void work() {
        List<Runnable> turn = new ArrayList<>();
        while (running) {
            turn = inbox.take(turn);
            runAll(turn);
            runAll(endOfTurn);
        }
        runAfterTheEnd(inbox.close());
    }

    /** By index, because the end of a turn may still add to itself. */
    private static void runAll(List<Runnable> tasks) {
        for (int i = 0; i < tasks.size(); i++) {
            try {
                tasks.get(i).run();
            } catch (RuntimeException | Error e) {
                // A partition stops itself when something fails in it; the others must go on.
                LOG.atError().setCause(e).log("A task of the partition loop failed");
            }
        }
        tasks.clear();
    }

    /** Does what was given so far, then ends. */
    @Override
    public void close() {
        execute(() -> running = false);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
