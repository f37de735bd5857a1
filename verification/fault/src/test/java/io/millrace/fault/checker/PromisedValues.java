package io.millrace.fault.checker;

import io.millrace.fault.history.Records;

/** Whether all that was acknowledged was read. Owned by the checker's thread. */
final class PromisedValues {
    private final Known known;
    private final Findings findings;

    PromisedValues(Known known, Findings findings) {
        this.known = known;
        this.findings = findings;
    }

    void report() {
        known.writes()
                .forEach(
                        (value, write) -> {
                            if (write.isPromised()) {
                                report(value, write);
                            }
                        });
    }

    private void report(long value, Write write) {
        PartitionLog log = known.log(write.partition);
        boolean seen = log.readInTheEnd ? write.isReadInTheEnd() : write.read;
        if (seen) {
            return;
        }
        findings.add(
                Anomaly.UNSEEN,
                write.partition,
                write.offset,
                () ->
                        write.read
                                ? "acknowledged value " + value + " is not there in the end"
                                : "nobody has read acknowledged value " + value);
        boolean passed =
                write.offset != Records.UNKNOWN
                        && write.offset <= (log.readInTheEnd ? log.finallyReadUpTo : log.readUpTo);
        if (passed || log.readCompletely) {
            findings.add(
                    Anomaly.LOST_WRITE,
                    write.partition,
                    write.offset,
                    () -> "acknowledged value " + value + " is gone");
        }
    }
}
