package io.millrace.fault.checker;

import io.millrace.fault.history.Acks;
import io.millrace.fault.history.Action.Assign;
import io.millrace.fault.history.Action.Commit;
import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Action.Seek;
import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a history tells of values and logs, gathered in one pass. Owned by the checker's thread.
 *
 * <p>What was sent counts for a log only when all in-sync replicas had it; what was read always
 * counts: nobody may ever see a record that can still go away.
 */
final class Known {
    private final Map<Long, Write> writes = new HashMap<>();
    private final Map<Integer, PartitionLog> logs = new TreeMap<>();
    private final Map<Integer, Set<Integer>> finalReaders = new HashMap<>();

    @Nullable Write write(long value) {
        return writes.get(value);
    }

    Map<Long, Write> writes() {
        return writes;
    }

    Map<Integer, PartitionLog> logs() {
        return logs;
    }

    PartitionLog log(int partition) {
        return logs.computeIfAbsent(partition, _ -> new PartitionLog());
    }

    void see(Op op) {
        switch (op.action()) {
            case Send send -> sent(op.type(), send);
            case Poll poll -> polled(op, poll);
            case Assign assign -> assigned(op, assign);
            case Seek _, Commit _ -> {}
        }
    }

    private void sent(Type type, Send send) {
        Records records = send.records();
        for (int i = 0; i < records.size(); i++) {
            long value = records.value(i);
            if (type == Type.INVOKE) {
                if (writes.put(value, new Write(send.partition(), send.acks())) != null) {
                    throw new IllegalArgumentException("The value " + value + " is sent twice");
                }
                continue;
            }
            Write write = writes.get(value);
            if (write == null) {
                throw new IllegalArgumentException("The value " + value + " is not sent first");
            }
            write.type = type;
            long offset = records.offset(i);
            if (offset != Records.UNKNOWN && type == Type.OK && send.acks() == Acks.ALL) {
                observe(send.partition(), offset, value, write);
            }
        }
    }

    private void polled(Op op, Poll poll) {
        Records records = poll.records();
        boolean inTheEnd =
                finalReaders.getOrDefault(op.process(), Set.of()).contains(poll.partition());
        PartitionLog log = log(poll.partition());
        for (int i = 0; i < records.size(); i++) {
            long offset = records.offset(i);
            Write write = writes.get(records.value(i));
            observe(poll.partition(), offset, records.value(i), write);
            if (op.type() != Type.OK) {
                continue;
            }
            log.readUpTo = Math.max(log.readUpTo, offset);
            if (inTheEnd) {
                log.finallyReadUpTo = Math.max(log.finallyReadUpTo, offset);
            }
            if (write != null && write.partition == poll.partition()) {
                write.read = true;
                write.finalOffset = inTheEnd ? offset : write.finalOffset;
            }
        }
    }

    private void observe(int partition, long offset, long value, @Nullable Write write) {
        log(partition).observe(offset, value);
        if (write != null && write.offset == Records.UNKNOWN && write.partition == partition) {
            write.offset = offset;
        }
    }

    private void assigned(Op op, Assign assign) {
        List<Integer> partitions = assign.partitions();
        if (op.type() == Type.INVOKE) {
            finalReaders.put(
                    op.process(), assign.toTheEnd() ? new HashSet<>(partitions) : Set.of());
        }
        if (assign.toTheEnd()) {
            for (int partition : partitions) {
                log(partition).readInTheEnd = true;
                log(partition).readCompletely |= op.type() == Type.OK;
            }
        }
    }
}
