package io.millrace.broker.forward.wire;

import java.util.OptionalLong;

/**
 * Answers a {@link Question}.
 *
 * @param value an offset or a time; empty if there is none
 * @param timestampMs of the record at that offset, where it was looked for by time
 */
record Answer(OptionalLong value, OptionalLong timestampMs) {
    static Answer of(long value) {
        return of(OptionalLong.of(value));
    }

    static Answer of(OptionalLong value) {
        return new Answer(value, OptionalLong.empty());
    }

    /** Of a question that always has an answer. */
    long certain() {
        return value.orElseThrow(() -> new IllegalStateException("An answer without a value"));
    }
}
