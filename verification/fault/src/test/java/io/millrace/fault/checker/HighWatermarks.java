package io.millrace.fault.checker;

import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;
import java.util.HashMap;
import java.util.Map;

/** Whether answers keep to the high watermarks that they state. Owned by the checker's thread. */
final class HighWatermarks {
    private final Findings findings;
    private final Map<Integer, Map<Integer, Long>> highest = new HashMap<>();

    HighWatermarks(Findings findings) {
        this.findings = findings;
    }

    void see(Op op) {
        if (op.type() == Type.INVOKE
                || !(op.action() instanceof Poll poll)
                || poll.highWatermark() < 0) {
            return;
        }
        Records records = poll.records();
        for (int i = 0; i < records.size(); i++) {
            if (records.offset(i) >= poll.highWatermark()) {
                findings.add(
                        Anomaly.READ_ABOVE_HIGH_WATERMARK,
                        poll.partition(),
                        records.offset(i),
                        () -> op.toString());
            }
        }
        Map<Integer, Long> told = highest.computeIfAbsent(op.process(), _ -> new HashMap<>());
        long before = told.merge(poll.partition(), poll.highWatermark(), Math::max);
        if (poll.highWatermark() < before) {
            findings.add(
                    Anomaly.HIGH_WATERMARK_REGRESS,
                    poll.partition(),
                    poll.highWatermark(),
                    () ->
                            "process %d was told %d before, after %d ns"
                                    .formatted(op.process(), before, op.nanos()));
        }
    }
}
