package io.millrace.coordinator.database;

/**
 * Somebody else has claimed a newer epoch, or the database is another one than it was: step down
 * and drop all caches.
 */
public final class FencedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public FencedException(long controllerEpoch) {
        this("controller", controllerEpoch);
    }

    FencedException(String what, long epoch) {
        super(what + ", epoch " + epoch + ": fenced");
    }
}
