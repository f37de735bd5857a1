package io.millrace.internal.network;

import org.jspecify.annotations.Nullable;

/** The peer has certainly not acted on the call: it may be made again, here or elsewhere. */
public final class CallNotSentException extends CallException {
    private static final long serialVersionUID = 1L;

    CallNotSentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
