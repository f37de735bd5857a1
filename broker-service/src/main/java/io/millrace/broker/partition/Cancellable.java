package io.millrace.broker.partition;

/** Something that was asked for and may no longer be wanted. */
@FunctionalInterface
public interface Cancellable {

    /** Takes the wish back; harmless when it was already fulfilled or cancelled. Any thread. */
    void cancel();
}
