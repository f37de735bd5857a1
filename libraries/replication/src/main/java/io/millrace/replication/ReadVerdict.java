package io.millrace.replication;

/** What a consumer that asks for an offset is told (rule R6). */
public enum ReadVerdict {
    /** Older than the log: the records are gone. */
    BELOW_LOG_START,
    /** Committed: may be read, up to the high watermark. */
    READABLE,
    /** Exactly at the high watermark: nothing yet, wait for more. */
    AT_END,
    /** Above a high watermark that this leader has not yet proven: nothing yet, ask again. */
    NOT_YET_KNOWN,
    /** Above the end of the log. */
    BEYOND_END
}
