package io.millrace.fault.workload;

import io.millrace.client.ClientConfig;
import io.millrace.client.MillraceClient;
import io.millrace.fault.history.HistoryWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the processes of a run share. Any thread. */
final class LogRun {
    private final LogSettings settings;
    private final HistoryWriter history;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger processes = new AtomicInteger();
    private final AtomicLong values = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLongArray ends;
    private final CountDownLatch over = new CountDownLatch(1);

    LogRun(LogSettings settings, HistoryWriter history) {
        this.settings = settings;
        this.history = history;
        this.ends = new AtomicLongArray(settings.partitions());
    }

    LogSettings settings() {
        return settings;
    }

    HistoryWriter history() {
        return history;
    }

    /** To another broker than the last one, if there is another. */
    MillraceClient connect() {
        int broker = Math.floorMod(connections.getAndIncrement(), settings.brokers().size());
        return connect(settings.brokers().get(broker), settings.deliveryTimeout());
    }

    MillraceClient connect(URI broker, Duration requestTimeout) {
        return new MillraceClient(
                ClientConfig.of(broker).withKey(settings.key()).withRequestTimeout(requestTimeout));
    }

    int newProcess() {
        return processes.getAndIncrement();
    }

    long newValue() {
        return values.getAndIncrement();
    }

    void acknowledged(int partition, long offset) {
        acknowledged.incrementAndGet();
        seen(partition, offset + 1);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** Somebody knows that the partition has an offset below this one. */
    void seen(int partition, long end) {
        ends.accumulateAndGet(partition, end, Math::max);
    }

    long end(int partition) {
        return ends.get(partition);
    }

    void end() {
        over.countDown();
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /** Lets a broker that is away come back; ends early when the run is over. */
    void rest(Duration time) {
        try {
            boolean _ = over.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
