package io.millrace.log;

/**
 * What recovery found.
 *
 * @param detail one sentence for an operator; empty if all is well
 */
public record LogHealth(Status status, String detail) {
    /**
     * A log that isn't {@code OK} is left as it was found: it can be read as far as it is good, not
     * written.
     */
    public enum Status {
        /** Every durable record is here. */
        OK,
        /** The log ends before what was durable: the disk lied, or a file was cut. */
        LOST,
        /** Bytes below the durable end are damaged or missing. */
        CORRUPT
    }

    static final LogHealth GOOD = new LogHealth(Status.OK, "");

    public boolean isOk() {
        return status == Status.OK;
    }
}
