package io.millrace.log;

import org.jspecify.annotations.Nullable;

/** The log takes no more writes: it is closed, flagged by recovery, or an I/O error broke it. */
public final class LogFailedException extends LogException {
    private static final long serialVersionUID = 1L;

    LogFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
