package io.millrace.broker.http.tail;

import io.millrace.protocol.Problem;
import java.util.List;

/** The answer to a read of records from one position. */
sealed interface PageOutcome {
    /**
     * Records in order.
     *
     * @param records may be empty where only control batches or holes were
     * @param nextOffset where to read on
     * @param leaderEpoch of the last batch
     * @param weight about how many bytes of heap the page takes
     */
    record Page(List<TailRecord> records, long nextOffset, int leaderEpoch, int weight)
            implements PageOutcome {
        public Page {
            records = List.copyOf(records);
        }
    }

    /** The position is at the end. */
    record Nothing() implements PageOutcome {}

    /** The partition refuses: see {@link io.millrace.broker.partition.FetchOutcome.Refused}. */
    record Refused(Problem problem) implements PageOutcome {}
}
