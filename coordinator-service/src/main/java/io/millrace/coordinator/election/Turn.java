package io.millrace.coordinator.election;

/** Why a coordinator may claim now. */
public sealed interface Turn {

    /** It holds the lease. */
    record ByLease() implements Turn {}

    /**
     * There is no coordination, and the controller does not renew.
     *
     * @param renewCounter that has stood still; only if it still does, the claim is made
     */
    record WithoutCoordination(long renewCounter) implements Turn {}
}
