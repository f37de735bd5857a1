package io.millrace.log;

import org.jspecify.annotations.Nullable;

/** The volume is full or below its reserve. Nothing was appended; the log goes on. */
public final class DiskFullException extends LogException {
    private static final long serialVersionUID = 1L;

    DiskFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
