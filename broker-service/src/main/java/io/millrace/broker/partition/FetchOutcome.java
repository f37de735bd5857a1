package io.millrace.broker.partition;

import io.millrace.log.LogSlice;
import io.millrace.protocol.Problem;

/** The answer to a fetch. */
public sealed interface FetchOutcome {

    /**
     * Whole batches, the first of which contains the offset asked for. It may begin below it, and
     * control batches are among them: the reader skips both.
     */
    record Fetched(LogSlice slice, Offsets offsets) implements FetchOutcome {}

    /** Nothing there yet; {@link Partition#whenReadable} tells when to ask again. */
    record Empty(Offsets offsets) implements FetchOutcome {}

    /**
     * {@code offset_out_of_range} (410, below the log's start), {@code offset_beyond_end} (416),
     * {@code log_truncated} (409), {@code corrupt_record} or {@code leader_not_available} (503),
     * with members {@code log_start_offset} and {@code high_watermark} where they are known.
     */
    record Refused(Problem problem) implements FetchOutcome {}
}
