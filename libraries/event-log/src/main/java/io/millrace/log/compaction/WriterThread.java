package io.millrace.log.compaction;

/** The thread that owns a log's writer methods. */
@FunctionalInterface
public interface WriterThread {
    /** Returns when the action has run there; throws what it threw. */
    void run(Runnable action);
}
