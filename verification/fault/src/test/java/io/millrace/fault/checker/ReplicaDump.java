package io.millrace.fault.checker;

import java.nio.ByteBuffer;

/**
 * One replica of a partition as its disk holds it.
 *
 * @param start the first offset that it has to hold
 * @param highWatermark as this replica knows it
 * @param batches from first to last, each beginning with its base offset
 */
public record ReplicaDump(
        int broker, long start, long highWatermark, Iterable<ByteBuffer> batches) {}
