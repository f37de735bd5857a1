package io.millrace.fault.cluster;

import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Type;
import java.util.HashSet;
import java.util.Set;

/** In how many of its seconds a partition acknowledged something. Owned by one thread. */
final class AcknowledgedSeconds {
    private static final long SECOND = 1_000_000_000L;

    private final int partitions;
    private final long fromNanos;
    private final long toNanos;
    private final Set<Long> seconds = new HashSet<>();

    AcknowledgedSeconds(int partitions, long fromNanos, long toNanos) {
        this.partitions = partitions;
        this.fromNanos = fromNanos;
        this.toNanos = toNanos;
    }

    void see(Op op) {
        if (op.type() == Type.OK
                && op.action() instanceof Send send
                && op.nanos() >= fromNanos
                && op.nanos() < toNanos) {
            seconds.add((op.nanos() - fromNanos) / SECOND * partitions + send.partition());
        }
    }

    /** Of all seconds of all partitions. */
    double part() {
        long all = partitions * ((toNanos - fromNanos + SECOND - 1) / SECOND);
        return all == 0 ? 1 : (double) seconds.size() / all;
    }
}
