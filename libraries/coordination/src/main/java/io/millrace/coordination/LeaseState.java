package io.millrace.coordination;

/** What coordination can say about a lease right now. */
public enum LeaseState {
    /** Nobody else can hold it at this moment, as far as this member can tell. */
    HELD,
    /** Coordination works and says that this member no longer holds it: step down. */
    LOST,
    /**
     * Coordination does not answer. The lease may be held or lost; whoever is fenced elsewhere may
     * carry on until that fence falls.
     */
    UNKNOWN
}
