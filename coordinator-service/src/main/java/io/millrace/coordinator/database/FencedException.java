package io.millrace.coordinator.database;

/** Somebody else has claimed a newer controller epoch: step down and drop all caches. */
public final class FencedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public FencedException(long controllerEpoch) {
        super("controller epoch " + controllerEpoch + " is fenced");
    }
}
