package io.millrace.log;

/** Bytes of the log that were good once are not any more. The replica must be rebuilt. */
public final class CorruptRecordException extends LogException {
    private static final long serialVersionUID = 1L;

    public CorruptRecordException(String message) {
        super(message, null);
    }
}
