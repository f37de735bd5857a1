package io.millrace.broker.runtime;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Lets other brokers lead before this one stops: its clients are served all the while, by whoever
 * leads.
 */
public final class LeaderHandover implements SmartLifecycle {
    private final BrokerRuntime broker;
    private final Duration patience;
    private volatile boolean running;

    public LeaderHandover(BrokerRuntime broker, Duration patience) {
        this.broker = broker;
        this.patience = patience;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        broker.handOver(patience);
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
