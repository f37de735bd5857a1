package io.millrace.fault.checker;

import io.millrace.fault.history.Acks;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;

/** What became of a value that was sent. Owned by the checker's thread. */
final class Write {
    final int partition;
    final Acks acks;

    /** INVOKE while nobody knows. */
    Type type = Type.INVOKE;

    /** The first offset at which it was acknowledged or read. */
    long offset = Records.UNKNOWN;

    /** Where the final reads found it. */
    long finalOffset = Records.UNKNOWN;

    boolean read;

    Write(int partition, Acks acks) {
        this.partition = partition;
        this.acks = acks;
    }

    boolean isPromised() {
        return type == Type.OK && acks == Acks.ALL;
    }

    boolean isReadInTheEnd() {
        return finalOffset != Records.UNKNOWN;
    }
}
