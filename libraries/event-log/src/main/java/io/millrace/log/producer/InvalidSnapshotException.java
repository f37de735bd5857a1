package io.millrace.log.producer;

/**
 * A producer snapshot that can't be read. Nothing is lost: an older snapshot or the log itself
 * rebuilds the state.
 */
public final class InvalidSnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSnapshotException(String reason) {
        super(reason);
    }

    InvalidSnapshotException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
