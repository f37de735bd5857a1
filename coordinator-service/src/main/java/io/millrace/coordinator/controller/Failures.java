package io.millrace.coordinator.controller;

import io.millrace.coordinator.database.AmbiguousCommitException;
import io.millrace.coordinator.database.FencedException;
import io.millrace.coordinator.database.NotCommittedException;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;

/** What it means for the cache, and for who has asked, that something failed. */
final class Failures {

    private Failures() {}

    /** Whether what is cached may not be what is committed. */
    static boolean unsettles(RuntimeException failure) {
        return failure instanceof FencedException
                || failure instanceof NotCommittedException
                || failure instanceof AmbiguousCommitException;
    }

    /** Whether nobody has foreseen it. */
    static boolean isBug(RuntimeException failure) {
        return !unsettles(failure) && !(failure instanceof MillraceException);
    }

    static RuntimeException answer(RuntimeException failure) {
        if (failure instanceof AmbiguousCommitException) {
            return new MillraceException(
                    Problem.of(
                            ErrorCode.REQUEST_TIMED_OUT,
                            "The database did not say whether the change was made:"
                                    + " look before trying again"),
                    failure);
        }
        return unsettles(failure)
                ? ControllerLoop.loading(
                        "The change was not made; the controller reads its state again")
                : failure;
    }
}
