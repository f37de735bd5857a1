package io.millrace.internal.message;

import org.jspecify.annotations.Nullable;

/** Bytes are not the message that they should be. Its text says where and why. */
public final class UnreadableMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableMessageException(Class<?> type, String reason, @Nullable Throwable cause) {
        super("No readable " + type.getSimpleName() + ": " + reason, cause);
    }
}
