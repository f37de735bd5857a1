package io.millrace.broker.http.produce;

import io.millrace.protocol.batch.Digest128;
import java.nio.ByteBuffer;

/** How a repetition of a request would be known again. */
sealed interface RequestIdentity {
    /** Not at all: a repetition is appended once more. */
    record None() implements RequestIdentity {}

    /**
     * By a producer's sequence number.
     *
     * @param seq of the request, or of its first line
     * @param seed decides where records without a key go, the same for each repetition
     */
    record Sequenced(Digest128 identity, int epoch, long seq, ByteBuffer seed)
            implements RequestIdentity {}

    /**
     * By an idempotency key.
     *
     * @param seed the key's bytes, which decide the home partition
     */
    record Keyed(Digest128 identity, Digest128 fingerprint, ByteBuffer seed)
            implements RequestIdentity {}
}
