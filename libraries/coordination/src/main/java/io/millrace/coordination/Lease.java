package io.millrace.coordination;

/**
 * One acquisition of a {@link LeaseName}. It is a reason to try, never a proof: whoever acts on it
 * fences its writes by an epoch of the store that it writes to.
 *
 * <p>Any thread may call any method.
 */
public interface Lease {

    LeaseName name();

    /**
     * A number that is larger for every later acquisition of the same name, counted from 1. It
     * orders acquisitions in logs; it fences nothing by itself.
     */
    long fence();

    /** Answers at once from what is known locally or within the adapter's own short timeout. */
    LeaseState state();

    /**
     * Gives the lease up, so that another member gets it at once. Does nothing when it is already
     * released or lost.
     */
    void release();
}
