package io.millrace.simulation;

/** Mistakes that the simulation has to find, each of which a programmer might make. */
enum Bug {
    NONE,
    /** Replicas count what they appended, not what they fsynced. */
    COUNT_UNFLUSHED,
    /** A leader forgets its proposal when it is sent. */
    NO_MAXIMAL_ISR,
    /** A leader forgets its proposal when it is refused. */
    NO_WITHDRAW,
    /** A replica joins that has reached a stale high watermark, but not the epoch's start. */
    NO_LESO,
    /** The controller does not look at the registrations of those who join. */
    NO_BROKER_EPOCH,
    /** A leader serves followers of other epochs. */
    NO_EPOCH_FENCE,
    /** What only the page cache has is reported as durable after a restart. */
    NO_RECOVERY_FSYNC,
    /** A replica on a new disk keeps its place in the ISR. */
    NO_LOSS_REMOVAL,
    /** A deposed controller's transaction is not refused. */
    NO_CONTROLLER_EPOCH,
    /** Metadata is published before its transaction is known to be committed. */
    PUBLISH_BEFORE_COMMIT
}
