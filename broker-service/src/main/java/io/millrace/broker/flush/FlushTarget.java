package io.millrace.broker.flush;

/** A log that wants its appends made durable. All methods are called by flusher threads. */
public interface FlushTarget {

    /** Makes everything appended before the call durable. An exception is final: never retried. */
    void flush();

    /** After a flush that succeeded; the next one may already run. Must not block. */
    void flushed();

    /** After a flush that failed: what is durable is unknown until the log is recovered. */
    void flushFailed(RuntimeException failure);
}
