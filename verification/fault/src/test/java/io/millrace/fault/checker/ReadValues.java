package io.millrace.fault.checker;

import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;

/** Whether each value that was read had been sent, and stayed. Owned by the checker's thread. */
final class ReadValues {
    private final Known known;
    private final Findings findings;

    ReadValues(Known known, Findings findings) {
        this.known = known;
        this.findings = findings;
    }

    void see(Op op) {
        if (op.type() != Type.INVOKE && op.action() instanceof Poll poll) {
            Records records = poll.records();
            for (int i = 0; i < records.size(); i++) {
                see(op, poll.partition(), records.offset(i), records.value(i));
            }
        }
    }

    private void see(Op op, int partition, long offset, long value) {
        Write write = known.write(value);
        if (write == null || write.partition != partition) {
            findings.add(
                    Anomaly.PHANTOM_READ, partition, offset, () -> text("nobody's", value, op));
            return;
        }
        if (write.type == Type.FAIL) {
            findings.add(Anomaly.G1A, partition, offset, () -> text("refused", value, op));
        }
        PartitionLog log = known.log(partition);
        boolean mustBeThere = log.readCompletely || offset <= log.finallyReadUpTo;
        if (mustBeThere && write.finalOffset != offset) {
            findings.add(
                    Anomaly.PRECOMMITTED_READ,
                    partition,
                    offset,
                    () ->
                            text(
                                    write.isReadInTheEnd() ? "elsewhere later," : "later gone,",
                                    value,
                                    op));
        }
    }

    private static String text(String what, long value, Op op) {
        return what
                + " value "
                + value
                + " is read by process "
                + op.process()
                + " at "
                + op.nanos();
    }
}
