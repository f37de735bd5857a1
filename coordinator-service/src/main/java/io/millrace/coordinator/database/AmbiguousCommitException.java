package io.millrace.coordinator.database;

/**
 * The commit was sent and its answer never came. It is not guessed: claim a new controller epoch,
 * which waits for the old transaction's row lock, and read what the tables say.
 */
public final class AmbiguousCommitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public AmbiguousCommitException(Throwable cause) {
        super("the answer to a commit was lost", cause);
    }
}
