package io.millrace.broker.http.json;

import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import java.util.List;

/** What came of reading envelopes. */
public sealed interface EnvelopeRead {
    /** All envelopes of a document, in its order. */
    record Envelopes(List<Envelope> envelopes) implements EnvelopeRead {}

    /**
     * The bytes are not what they should be; nothing of them was taken.
     *
     * @param problem {@code invalid_json}, {@code unknown_field}, {@code invalid_timestamp} or
     *     {@code invalid_request}, with outcome {@link Outcome#NOT_APPENDED}
     */
    record Malformed(Problem problem) implements EnvelopeRead {}
}
