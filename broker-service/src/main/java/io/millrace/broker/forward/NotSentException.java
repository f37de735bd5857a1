package io.millrace.broker.forward;

import org.jspecify.annotations.Nullable;

/** A call has certainly not reached the broker: it may be made again. */
public final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotSentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
