package io.millrace.fault.checker;

import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether what a process sent is in the log in that order, as far as it is there: also what nobody
 * acknowledged and somebody has read. Owned by the checker's thread.
 */
final class SendOrder {
    private final Known known;
    private final Findings findings;
    private final Map<Integer, Map<Integer, Long>> lastOffsets = new HashMap<>();

    SendOrder(Known known, Findings findings) {
        this.known = known;
        this.findings = findings;
    }

    void see(Op op) {
        if (op.type() != Type.INVOKE || !(op.action() instanceof Send send)) {
            return;
        }
        Map<Integer, Long> last = lastOffsets.computeIfAbsent(op.process(), _ -> new HashMap<>());
        Records records = send.records();
        boolean within = false;
        for (int i = 0; i < records.size(); i++) {
            Write write = known.write(records.value(i));
            if (write == null || write.offset == Records.UNKNOWN || write.type == Type.FAIL) {
                continue;
            }
            long value = records.value(i);
            Long before = last.put(send.partition(), write.offset);
            if (before != null && write.offset <= before) {
                findings.add(
                        within ? Anomaly.INT_NONMONOTONIC_SEND : Anomaly.NONMONOTONIC_SEND,
                        send.partition(),
                        write.offset,
                        () -> "value " + value + " was sent behind offset " + before + ": " + op);
            }
            within = true;
        }
    }
}
