package io.millrace.broker.http.drain;

import java.time.Duration;
import java.util.function.Consumer;
import org.springframework.context.SmartLifecycle;

/**
 * Lets other brokers lead before this one stops: its clients are served all the while, by whoever
 * leads.
 */
public final class LeaderHandover implements SmartLifecycle {
    private final Consumer<Duration> handOver;
    private final Duration patience;
    private volatile boolean running;

    /**
     * @param handOver returns when others lead, or after the time that it is given
     */
    public LeaderHandover(Consumer<Duration> handOver, Duration patience) {
        this.handOver = handOver;
        this.patience = patience;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        handOver.accept(patience);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before anything else stops. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
