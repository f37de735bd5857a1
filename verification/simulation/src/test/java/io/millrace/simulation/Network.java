package io.millrace.simulation;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Delays, drops, doubles and reorders messages; cuts nodes off from each other, in one direction.
 */
public final class Network {
    private record Link(int from, int to) {}

    private final Timeline time;
    private final Random random;
    private final Set<Link> cut = new HashSet<>();
    private int lossPercent;
    private int doublePercent;
    private int delayMaxMs = 5;

    public Network(Timeline time, Random random) {
        this.time = time;
        this.random = random;
    }

    public void send(int from, int to, Runnable delivery) {
        if (random.nextInt(100) < lossPercent) {
            return;
        }
        deliver(from, to, delivery);
        if (random.nextInt(100) < doublePercent) {
            deliver(from, to, delivery);
        }
    }

    private void deliver(int from, int to, Runnable delivery) {
        time.after(
                1 + random.nextInt(delayMaxMs),
                () -> {
                    if (!cut.contains(new Link(from, to))) {
                        delivery.run();
                    }
                });
    }

    public void cut(int from, int to) {
        cut.add(new Link(from, to));
    }

    /** How unreliable it is from now on. */
    public void weather(int loss, int doubled, int delayMs) {
        lossPercent = loss;
        doublePercent = doubled;
        delayMaxMs = Math.max(1, delayMs);
    }

    /** Nobody is cut off any more. */
    public void mend() {
        cut.clear();
    }

    public void heal() {
        mend();
        weather(0, 0, 5);
    }
}
