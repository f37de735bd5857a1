package io.millrace.coordinator.database;

/**
 * Nothing of the change is in the database: it failed before its commit was sent, or a row was not
 * what the cache had it for. Reload before going on.
 */
public final class NotCommittedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NotCommittedException(String message) {
        super(message);
    }

    public NotCommittedException(String message, Throwable cause) {
        super(message, cause);
    }
}
