package io.millrace.log;

import org.jspecify.annotations.Nullable;

/** The records of a slice were deleted or truncated since it was handed out. Read again. */
public final class SliceGoneException extends LogException {
    private static final long serialVersionUID = 1L;

    SliceGoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
