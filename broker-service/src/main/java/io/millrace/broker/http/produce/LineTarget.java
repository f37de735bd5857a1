package io.millrace.broker.http.produce;

import io.millrace.broker.http.json.Envelope;
import io.millrace.broker.http.produce.RequestIdentity.Sequenced;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What all rounds of a stream share.
 *
 * @param producer who numbers the lines, if somebody does
 * @param lineBytesMax a longer line is no record
 */
record LineTarget(
        ProduceTarget target,
        RecordPlacement placement,
        Optional<Sequenced> producer,
        int lineBytesMax,
        InstantSource clock) {
    private static final Envelope NOTHING =
            new Envelope(null, null, List.of(), Envelope.UNSET, Envelope.UNSET, Optional.empty());

    /** Stands for a line that is no record. */
    Envelope nothing() {
        return NOTHING;
    }

    Problem lineTooLong() {
        return Problem.notAppended(
                        ErrorCode.RECORD_TOO_LARGE,
                        "The line is longer than " + lineBytesMax + " bytes")
                .with("max_bytes", lineBytesMax);
    }
}
