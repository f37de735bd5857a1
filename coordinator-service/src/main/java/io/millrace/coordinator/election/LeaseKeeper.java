package io.millrace.coordinator.election;

import io.millrace.coordination.Acquisition;
import io.millrace.coordination.Lease;
import io.millrace.coordination.LeaseName;
import io.millrace.coordination.Leases;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries for the controller's lease and watches over it. All calls to coordination are made by its
 * one thread: they may hang, and nobody else does. Others read what it has found out.
 */
final class LeaseKeeper implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final Leases leases;
    private final LongSupplier nanoTime;
    private final Runnable news;
    private final Semaphore wake = new Semaphore(0);

    private volatile boolean held;
    private volatile boolean lost;
    private volatile boolean givenUp;
    private volatile boolean stopped;
    private volatile long answeredAt;
    private volatile boolean answered;
    private volatile long restUntil;
    private @Nullable Lease lease;

    /**
     * @param news is run when the lease was acquired or lost
     */
    LeaseKeeper(Leases leases, LongSupplier nanoTime, Runnable news) {
        this.leases = leases;
        this.nanoTime = nanoTime;
        this.news = news;
        this.answeredAt = nanoTime.getAsLong();
        this.restUntil = answeredAt;
    }

    /** Whether it has the lease, as far as anybody can tell. Any thread. */
    boolean isHeld() {
        return held && !givenUp;
    }

    /** Whether coordination works and says that the lease went to somebody else. Any thread. */
    boolean isLost() {
        return lost;
    }

    /** For how long coordination has not answered. Any thread. */
    Duration silence() {
        return Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - answeredAt));
    }

    /** Whether coordination has answered since this keeper began. Any thread. */
    boolean hasAnswered() {
        return answered;
    }

    /** It has a new generation of coordination to speak to, whose time begins now. Any thread. */
    void beginAnew() {
        answeredAt = nanoTime.getAsLong();
    }

    /** Gives the lease up, and does not try again for a while. Any thread; does not wait. */
    void giveUp(Duration rest) {
        restUntil = nanoTime.getAsLong() + rest.toNanos();
        givenUp = true;
        lost = false;
        wake.release();
    }

    void stop() {
        stopped = true;
        wake.release();
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                turn();
            }
        } catch (InterruptedException e) {
            // Nobody but the end of the process interrupts this thread.
            stopped = true;
        }
        release();
    }

    private void turn() throws InterruptedException {
        try {
            if (givenUp) {
                release();
                givenUp = false;
            }
            if (nanoTime.getAsLong() - restUntil < 0) {
                pause();
            } else if (lease == null) {
                tryToAcquire();
            } else {
                check(lease);
                pause();
            }
        } catch (RuntimeException e) {
            // Coordination must not end the process that could do without it.
            LOG.atWarn().setMessage("coordination failed").setCause(e).log();
            pause();
        }
    }

    private void tryToAcquire() throws InterruptedException {
        switch (leases.tryAcquire(LeaseName.CONTROLLER, PATIENCE)) {
            case Acquisition.Acquired(Lease acquired) -> {
                answered();
                lease = acquired;
                held = true;
                lost = false;
                news.run();
            }
            case Acquisition.HeldElsewhere elsewhere -> answered();
            case Acquisition.Unreachable silence -> pause();
        }
    }

    private void check(Lease present) {
        switch (present.state()) {
            case HELD -> answered();
            case LOST -> {
                answered();
                lease = null;
                held = false;
                lost = true;
                news.run();
            }
            case UNKNOWN -> {
                // Whoever can renew the row may go on, also into the next generation: there the
                // lease is taken again for its holder, and only then held, or lost.
            }
        }
    }

    private void answered() {
        answeredAt = nanoTime.getAsLong();
        answered = true;
    }

    private void release() {
        Lease present = lease;
        lease = null;
        held = false;
        if (present != null) {
            present.release();
        }
    }

    private void pause() throws InterruptedException {
        if (wake.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
        }
    }
}
