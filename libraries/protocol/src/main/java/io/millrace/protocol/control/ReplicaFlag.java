package io.millrace.protocol.control;

/** What a broker found of a replica when it opened it. */
public enum ReplicaFlag {
    OK,
    /** Less is there than was known to be on disk. */
    LOST,
    /** Something within what was known to be on disk is damaged. */
    CORRUPT
}
