package io.millrace.internal.network;

import org.jspecify.annotations.Nullable;

/** The call was sent, or partly, and not answered in full: the peer may have acted on it. */
public final class CallOutcomeUnknownException extends CallException {
    private static final long serialVersionUID = 1L;

    CallOutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
