package io.millrace.log.producer;

import java.util.Arrays;

/**
 * Which batches the cleaner must keep, if only as empty shells, because a replica that rebuilds its
 * producer state from the log needs them. Immutable, any thread.
 */
public final class RetainedBatches {
    /** No producer needs anything. */
    public static final RetainedBatches NONE = new RetainedBatches(new long[0]);

    private final long[] baseOffsets;

    RetainedBatches(long[] baseOffsets) {
        Arrays.sort(baseOffsets);
        this.baseOffsets = baseOffsets;
    }

    /** Whether the data or control batch with this base offset is needed. */
    public boolean contains(long baseOffset) {
        return Arrays.binarySearch(baseOffsets, baseOffset) >= 0;
    }
}
