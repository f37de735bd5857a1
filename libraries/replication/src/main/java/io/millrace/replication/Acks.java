package io.millrace.replication;

/** What a producer waits for before its append is answered (rule R5). */
public enum Acks {
    /** Until the high watermark has passed the last record: fsynced by every in-sync replica. */
    ALL,
    /** Until the leader has fsynced it; may be lost when the leader changes. */
    LEADER,
    /** For nothing: answered as soon as the leader has accepted it; may be lost by any crash. */
    NONE
}
