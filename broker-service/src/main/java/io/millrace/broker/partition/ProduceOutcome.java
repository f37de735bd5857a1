package io.millrace.broker.partition;

import io.millrace.protocol.Problem;
import java.util.List;

/** What became of a {@link ProduceRequest}. */
public sealed interface ProduceOutcome {

    /**
     * The records are in the log, as durable as the request's acks demand.
     *
     * @param baseOffset of the first record
     * @param lastOffset of the last record
     * @param appendTimeMs the leader's clock at the append, milliseconds since 1970
     * @param leaderEpoch epoch of the leader that appended them
     */
    record Appended(long baseOffset, long lastOffset, long appendTimeMs, int leaderEpoch)
            implements ProduceOutcome {}

    /**
     * All records are in the log from an earlier try, and committed.
     *
     * @param offsets one for each record of the original, in its order
     * @param appendTimeMs when the original was appended, milliseconds since 1970
     */
    record Duplicate(List<Long> offsets, long appendTimeMs) implements ProduceOutcome {
        public Duplicate {
            offsets = List.copyOf(offsets);
        }
    }

    /**
     * Some records are in the log from an earlier try, and committed. <em>Nothing of this request
     * has been appended</em>: send those without an offset again, as a batch and a mark of their
     * own.
     *
     * @param offsets one for each record of the request, in its order; {@link #NOT_IN_LOG} for
     *     those that are new
     */
    record PartlyDuplicate(List<Long> offsets) implements ProduceOutcome {
        public static final long NOT_IN_LOG = -1;

        public PartlyDuplicate {
            offsets = List.copyOf(offsets);
        }
    }

    /**
     * The request was refused or failed.
     *
     * @param problem always has an outcome: not_appended or unknown. {@code producer_sequence_gap}
     *     has the member {@code expected_seq}, {@code stale_producer_epoch} the member {@code
     *     current_epoch}
     */
    record Refused(Problem problem) implements ProduceOutcome {}
}
