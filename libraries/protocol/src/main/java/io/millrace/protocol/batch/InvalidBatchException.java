package io.millrace.protocol.batch;

/** The bytes are no valid record batch. The only exception that reading a batch throws. */
public final class InvalidBatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What is wrong with the bytes. */
    public enum Reason {
        /** There are fewer bytes than a header, or than the batch's length says. */
        TRUNCATED,
        /** The batch's length is smaller than a header. */
        LENGTH,
        /** The format is not version 2. */
        MAGIC,
        /** The checksum does not fit the bytes. */
        CRC,
        /** Header fields contradict each other or the records. */
        HEADER,
        /** The compression is unknown, or the compressed bytes are damaged. */
        COMPRESSION,
        /** The records are larger, once decompressed, than what is allowed. */
        TOO_LARGE,
        /** A record's structure is wrong. */
        RECORD
    }

    public InvalidBatchException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public InvalidBatchException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
