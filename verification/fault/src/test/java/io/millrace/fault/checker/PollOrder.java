package io.millrace.fault.checker;

import io.millrace.fault.history.Action.Assign;
import io.millrace.fault.history.Action.Commit;
import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Action.Seek;
import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether each process reads forward and leaves nothing out: within a poll and from poll to poll.
 * After a seek it must begin there; where it had no partition before, it may begin anywhere. Owned
 * by the checker's thread.
 */
final class PollOrder {
    private final Known known;
    private final Findings findings;
    private final Map<Integer, Map<Integer, Long>> positions = new HashMap<>();

    PollOrder(Known known, Findings findings) {
        this.known = known;
        this.findings = findings;
    }

    void see(Op op) {
        if (op.type() == Type.INVOKE) {
            return;
        }
        switch (op.action()) {
            case Poll poll -> polled(op, poll);
            case Seek seek -> sought(op, seek);
            case Assign assign -> positions(op.process()).keySet().retainAll(assign.partitions());
            case Send _, Commit _ -> {}
        }
    }

    private void sought(Op op, Seek seek) {
        if (op.type() == Type.OK && seek.offset() >= 0) {
            positions(op.process()).put(seek.partition(), seek.offset());
        } else {
            positions(op.process()).remove(seek.partition());
        }
    }

    private void polled(Op op, Poll poll) {
        Records records = poll.records();
        if (records.isEmpty()) {
            return;
        }
        Long position = positions(op.process()).get(poll.partition());
        if (position != null) {
            compare(
                    op,
                    poll,
                    position,
                    records.offset(0),
                    Anomaly.POLL_SKIP,
                    Anomaly.NONMONOTONIC_POLL);
        }
        for (int i = 1; i < records.size(); i++) {
            compare(
                    op,
                    poll,
                    records.offset(i - 1) + 1,
                    records.offset(i),
                    Anomaly.INT_POLL_SKIP,
                    Anomaly.INT_NONMONOTONIC_POLL);
        }
        if (op.type() == Type.OK) {
            positions(op.process()).put(poll.partition(), records.offset(records.size() - 1) + 1);
        }
    }

    private void compare(
            Op op, Poll poll, long next, long offset, Anomaly skipped, Anomaly wentBack) {
        if (offset < next) {
            findings.add(
                    wentBack, poll.partition(), offset, () -> next + " or later was next: " + op);
        } else if (offset > next) {
            long missing = known.log(poll.partition()).firstIn(next, offset);
            if (missing >= 0) {
                findings.add(skipped, poll.partition(), missing, () -> "left out by " + op);
            }
        }
    }

    private Map<Integer, Long> positions(int process) {
        return positions.computeIfAbsent(process, _ -> new HashMap<>());
    }
}
