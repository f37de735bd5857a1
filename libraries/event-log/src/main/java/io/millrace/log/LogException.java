package io.millrace.log;

import org.jspecify.annotations.Nullable;

/** A failure of one log. The message names the log's directory. */
public abstract sealed class LogException extends RuntimeException
        permits CorruptRecordException,
                DiskFullException,
                FlushFailedException,
                LogFailedException,
                OffsetOutOfRangeException,
                SliceGoneException {
    private static final long serialVersionUID = 1L;

    LogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
