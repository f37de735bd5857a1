package io.millrace.coordination.hazelcast;

import io.millrace.coordination.Acquisition;
import io.millrace.coordination.Lease;
import io.millrace.coordination.LeaseName;
import io.millrace.coordination.LeaseState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lease that outlives its generation. While no member runs, or the present one has not taken the
 * name again yet, its state is unknown; see {@link HazelcastGenerations} for why.
 *
 * <p>Any thread may call any method; only the thread of the generations carries it over.
 */
final class CarriedLease implements Lease {

    private final LeaseName name;
    private final long fence;
    private final Supplier<@Nullable HazelcastLeases> present;
    private final AtomicReference<@Nullable Hold> hold;

    CarriedLease(Lease taken, HazelcastLeases from, Supplier<@Nullable HazelcastLeases> present) {
        this.name = taken.name();
        this.fence = taken.fence();
        this.present = present;
        this.hold = new AtomicReference<>(new Hold(from, taken));
    }

    /** The lease of one generation; none is left when this one was released or lost. */
    private record Hold(HazelcastLeases in, Lease lease) {}

    @Override
    public LeaseName name() {
        return name;
    }

    @Override
    public long fence() {
        return fence;
    }

    @Override
    public LeaseState state() {
        Hold now = hold.get();
        if (now == null) {
            return LeaseState.LOST;
        }
        if (now.in() != present.get()) {
            return LeaseState.UNKNOWN;
        }
        LeaseState state = now.lease().state();
        if (state != LeaseState.LOST) {
            return state;
        }
        if (now.in() != present.get()) {
            // Lost only because its generation ended while it was asked.
            return LeaseState.UNKNOWN;
        }
        hold.compareAndSet(now, null);
        return LeaseState.LOST;
    }

    @Override
    public void release() {
        Hold last = hold.getAndSet(null);
        if (last != null) {
            last.lease().release();
        }
    }

    /** Whether it waits to be taken again in a generation. */
    boolean isAwaiting(HazelcastLeases generation) {
        Hold now = hold.get();
        return now != null && now.in() != generation;
    }

    void carryTo(HazelcastLeases generation) {
        Hold before = hold.get();
        if (before == null || before.in() == generation) {
            return;
        }
        switch (generation.tryAcquire(name, Duration.ZERO)) {
            case Acquisition.Acquired(Lease again) -> {
                if (!hold.compareAndSet(before, new Hold(generation, again))) {
                    again.release();
                }
            }
            case Acquisition.HeldElsewhere faster -> hold.compareAndSet(before, null);
            case Acquisition.Unreachable unreachable -> {
                // The next round tries again.
            }
        }
    }
}
