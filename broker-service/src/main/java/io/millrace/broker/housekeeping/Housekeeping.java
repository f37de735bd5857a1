package io.millrace.broker.housekeeping;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one thread per chore, so that none waits for a slow one: a checkpoint has to be punctual.
 */
public final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final ScheduledExecutorService threads;

    /**
     * Starts the chores, each after its first pause.
     *
     * @param chores at least one
     */
    public Housekeeping(MeterRegistry metrics, List<Chore> chores) {
        threads =
                Executors.newScheduledThreadPool(
                        chores.size(),
                        Thread.ofPlatform().name("housekeeping-", 0).daemon().factory());
        chores.forEach(chore -> schedule(chore, metrics));
    }

    private void schedule(Chore chore, MeterRegistry metrics) {
        Timer time =
                Timer.builder("millrace.chore.time").tag("chore", chore.name()).register(metrics);
        Counter failures =
                Counter.builder("millrace.chore.failures")
                        .tag("chore", chore.name())
                        .register(metrics);
        AtomicReference<String> failing = new AtomicReference<>("");
        long pauseNanos = chore.pause().toNanos();
        var _ =
                threads.scheduleWithFixedDelay(
                        () -> time.record(() -> run(chore, failures, failing)),
                        pauseNanos,
                        pauseNanos,
                        TimeUnit.NANOSECONDS);
    }

    /** What goes on failing, with a full disk for example, is logged once and counted each time. */
    private static void run(Chore chore, Counter failures, AtomicReference<String> failing) {
        try {
            chore.task().run();
            if (!failing.getAndSet("").isEmpty()) {
                LOG.atInfo().addKeyValue("chore", chore.name()).log("A chore works again");
            }
        } catch (RuntimeException | Error e) {
            // An exception would end the schedule: the next run may do better.
            failures.increment();
            if (!failing.getAndSet(e.toString()).equals(e.toString())) {
                LOG.atError().setCause(e).addKeyValue("chore", chore.name()).log("A chore failed");
            }
        }
    }

    /**
     * Lets what runs come to its end; nothing is interrupted, because a log's file may be open in
     * it.
     */
    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
                if (!ended) {
                    LOG.atWarn().log("A chore has not ended yet; waiting for it");
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
