package io.millrace.coordination;

import java.util.Optional;

/** The answer to an attempt to take a lease. */
public sealed interface Acquisition {

    /** The lease is this member's. */
    record Acquired(Lease lease) implements Acquisition {}

    /**
     * Somebody holds it, possibly this member itself: leases are not reentrant.
     *
     * @param holder empty when the adapter cannot tell
     */
    record HeldElsewhere(Optional<MemberId> holder) implements Acquisition {}

    /** Coordination did not answer in time; nothing is known about the holder. */
    record Unreachable() implements Acquisition {}
}
