package io.millrace.internal.network;

import org.jspecify.annotations.Nullable;

/** A call that brought no answer. What the peer refuses is no such thing, but an answer. */
public abstract sealed class CallException extends RuntimeException
        permits CallNotSentException, CallOutcomeUnknownException {
    private static final long serialVersionUID = 1L;

    CallException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
