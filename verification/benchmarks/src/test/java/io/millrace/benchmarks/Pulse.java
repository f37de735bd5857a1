package io.millrace.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Has brokers say every second that some of their members live, so that each of them is spoken for
 * once in an interval. Owns a thread for each broker, which waits for its answers: what is late
 * delays what comes after it.
 */
final class Pulse implements AutoCloseable {
    private static final long TICK_NANOS = 1_000_000_000;

    private final Tally tally;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Pulse(List<SimulatedBroker> brokers, Duration interval, Tally tally) {
        this.tally = tally;
        for (SimulatedBroker broker : brokers) {
            List<List<SimulatedMember>> slices = slices(broker, (int) interval.toSeconds());
            threads.add(Thread.ofPlatform().name("pulse").start(() -> run(broker, slices)));
        }
    }

    private static List<List<SimulatedMember>> slices(SimulatedBroker broker, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        slice ->
                                IntStream.range(0, broker.members().size())
                                        .filter(n -> n % count == slice)
                                        .mapToObj(broker.members()::get)
                                        .toList())
                .toList();
    }

    private void run(SimulatedBroker broker, List<List<SimulatedMember>> slices) {
        long at = System.nanoTime();
        for (int tick = 0; !closed; tick++) {
            broker.beat(slices.get(tick % slices.size()), tally);
            at += TICK_NANOS;
            LockSupport.parkNanos(at - System.nanoTime());
        }
    }

    Tally tally() {
        return tally;
    }

    /** Lets it go on for so long. */
    void await(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    /** Returns when the last is answered. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(LockSupport::unpark);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
