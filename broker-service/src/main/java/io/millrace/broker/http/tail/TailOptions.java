package io.millrace.broker.http.tail;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a reader chose for its stream.
 *
 * @param filter which records it wants
 * @param failOnGap whether it would rather end than go on behind lost records
 * @param slow what to do when it falls behind
 * @param lagMax more records behind than this is too far
 * @param lagMaxMs the next record older (by append time, milliseconds) than this is too far
 * @param heartbeat after this much silence it gets an event instead of a comment
 */
record TailOptions(
        RecordFilter filter,
        boolean failOnGap,
        Slow slow,
        OptionalLong lagMax,
        OptionalLong lagMaxMs,
        Optional<Duration> heartbeat) {
    static final TailOptions PLAIN =
            new TailOptions(
                    RecordFilter.ALL,
                    false,
                    Slow.LAG,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.empty());

    /** What happens to a reader that is too far behind. */
    enum Slow {
        /** It gets everything, late. */
        LAG,
        /** It goes on at the end, and is told. */
        SKIP,
        /** Its stream ends, once it had kept up before. */
        CLOSE
    }
}
