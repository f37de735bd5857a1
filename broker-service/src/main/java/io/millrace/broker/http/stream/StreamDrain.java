package io.millrace.broker.http.stream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the streams before the web server stops: their readers are told to come back, not cut off.
 */
final class StreamDrain implements SmartLifecycle {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Streams streams;
    private final Duration over;
    private volatile boolean running;

    StreamDrain(Streams streams, Duration over) {
        this.streams = streams;
        this.over = over;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        streams.drain(over);
        long deadline = System.nanoTime() + over.toNanos() + TimeUnit.SECONDS.toNanos(1);
        while (!streams.isEmpty() && System.nanoTime() - deadline < 0) {
            new Wakeup().await(System.nanoTime() + LOOK_EVERY.toNanos());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before everything else stops, but after new requests are refused. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 2;
    }
}
