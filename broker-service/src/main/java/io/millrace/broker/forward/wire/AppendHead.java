package io.millrace.broker.forward.wire;

import io.millrace.broker.forward.LedPartition;
import java.util.List;

/**
 * What is said of batches that are to be appended, which follow in their order.
 *
 * @param patienceMs how long the answer is waited for
 */
record AppendHead(LedPartition partition, long patienceMs, List<BatchHead> batches) {
    AppendHead {
        batches = List.copyOf(batches);
    }
}
