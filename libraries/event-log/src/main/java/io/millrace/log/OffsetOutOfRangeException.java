package io.millrace.log;

/** The offset is below the log's start or beyond its end. */
public final class OffsetOutOfRangeException extends LogException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final long logStartOffset;
    private final long logEndOffset;

    OffsetOutOfRangeException(long offset, long logStartOffset, long logEndOffset) {
        super(
                "offset " + offset + " is not in [" + logStartOffset + ", " + logEndOffset + "]",
                null);
        this.offset = offset;
        this.logStartOffset = logStartOffset;
        this.logEndOffset = logEndOffset;
    }

    public long offset() {
        return offset;
    }

    public long logStartOffset() {
        return logStartOffset;
    }

    public long logEndOffset() {
        return logEndOffset;
    }
}
