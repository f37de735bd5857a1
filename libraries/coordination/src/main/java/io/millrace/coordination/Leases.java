package io.millrace.coordination;

import java.time.Duration;
import java.util.SortedSet;

/**
 * One member's view of the leases: elections and shard ownership. Who holds a lease may try to lead
 * and must then prove it where the truth is kept.
 *
 * <p>Any thread may call any method; a lease belongs to the member, not to the thread that took it.
 */
public interface Leases extends AutoCloseable {

    MemberId self();

    /**
     * Tries to take a lease, waiting for its present holder to give it up.
     *
     * @param patience how long to wait, from zero to one minute
     * @return at the latest a moment after {@code patience}; an interrupt ends the wait early with
     *     {@link Acquisition.HeldElsewhere} and leaves the thread's interrupt flag set
     */
    Acquisition tryAcquire(LeaseName name, Duration patience);

    /**
     * The members that are alive as far as coordination knows, this one included unless it was
     * expelled: what shards are spread over. Two members may see different sets for a while.
     */
    SortedSet<MemberId> members();

    /** Leaves: releases every lease of this member. Later attempts find it unreachable. */
    @Override
    void close();
}
