package io.millrace.fault.checker;

import java.util.Locale;

/**
 * What must not be. The names up to {@code PRECOMMITTED_READ} are those of jepsen.tests.kafka,
 * whose cycles, which need transactions, are left out.
 */
public enum Anomaly {
    /** Acknowledged by all in-sync replicas, and readers went by without seeing it. */
    LOST_WRITE,
    /** Acknowledged by all in-sync replicas, and not seen by the final reads; or by nobody. */
    UNSEEN,
    /** A value is at two offsets. Allowed to producers that are not idempotent. */
    DUPLICATE,
    /** An offset has two values. */
    INCONSISTENT_OFFSETS,
    /** One poll left a record out. */
    INT_POLL_SKIP,
    /** One poll went back, or stood still. */
    INT_NONMONOTONIC_POLL,
    /** Values of one operation are not in the order in which it sent them. */
    INT_NONMONOTONIC_SEND,
    /** Values of a process are not in the order of its operations. */
    NONMONOTONIC_SEND,
    /** A poll began behind a record that was next. Allowed while groups rebalance. */
    POLL_SKIP,
    /** A poll began before the offset that was next. Allowed while groups rebalance. */
    NONMONOTONIC_POLL,
    /** Read, though its sender was told that it is not in the log. */
    G1A,
    /** Read, and not where it was read, when all was read in the end. */
    PRECOMMITTED_READ,

    /** Read, though nobody has sent it to this partition. */
    PHANTOM_READ,
    /** At or above the high watermark that the very answer states. */
    READ_ABOVE_HIGH_WATERMARK,
    /** A process was told a lower high watermark than before. */
    HIGH_WATERMARK_REGRESS,
    /** Replicas differ below the high watermark of each of them. */
    REPLICA_DIVERGENCE;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @Override
    public String toString() {
        return label;
    }
}
