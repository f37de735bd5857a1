package io.millrace.fault.workload;

import io.millrace.client.MillraceClient;
import io.millrace.client.Producer;
import io.millrace.fault.history.HistoryWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * W1: unique numbers are sent to the partitions of a topic and read from there, until it is
 * stopped; then all is read. Owned by the test.
 */
public final class LogWorkload implements AutoCloseable {
    private final LogRun run;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private LogWorkload(LogRun run) {
        this.run = run;
    }

    public static LogWorkload start(LogSettings settings, HistoryWriter history) {
        LogWorkload workload = new LogWorkload(new LogRun(settings, history));
        for (int i = 0; i < settings.senders(); i++) {
            workload.start("sender-" + i, new Sender(workload.run, settings.seed() + i));
        }
        for (int i = 0; i < settings.pollers(); i++) {
            workload.start("poller-" + i, new Poller(workload.run, settings.seed() - 1 - i));
        }
        return workload;
    }

    private void start(String name, Runnable process) {
        threads.add(
                Thread.ofPlatform()
                        .name(name)
                        .uncaughtExceptionHandler((_, failure) -> failures.add(failure))
                        .start(process));
    }

    /**
     * Sends values through one broker, and returns when they are acknowledged or given up.
     *
     * @param requestTimeout after which the same is sent again
     */
    public boolean send(URI broker, int partition, int values, Duration requestTimeout) {
        try (MillraceClient client = run.connect(broker, requestTimeout);
                Producer producer = client.producer(Sender.config(run.settings()))) {
            return SendOperation.run(run, run.newProcess(), producer, partition, values)
                    .isAcknowledged();
        }
    }

    /** So many values. */
    public long acknowledged() {
        return run.acknowledged();
    }

    /**
     * Returns when no process does anything any more.
     *
     * @throws IllegalStateException if one of them could not do its work
     */
    public void stop() {
        close();
        if (!failures.isEmpty()) {
            IllegalStateException failed = new IllegalStateException("A process has failed");
            failures.forEach(failed::addSuppressed);
            throw failed;
        }
    }

    /**
     * When all is healed, after {@link #stop}.
     *
     * @return false if not every partition could be read to its end in time
     */
    public boolean readToTheEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean complete = true;
        for (int partition = 0; partition < run.settings().partitions(); partition++) {
            complete &= new FinalRead(run, partition, deadline).run();
        }
        return complete;
    }

    /** Tells the processes to stop, and waits for them. */
    @Override
    public void close() {
        run.end();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
