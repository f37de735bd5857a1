package io.millrace.log;

/**
 * An fsync failed. It is never retried, because the kernel may have dropped the pages: the log has
 * failed, and what is durable is only known after recovery.
 */
public final class FlushFailedException extends LogException {
    private static final long serialVersionUID = 1L;

    FlushFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
