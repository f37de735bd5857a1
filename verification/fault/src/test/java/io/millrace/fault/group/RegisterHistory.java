package io.millrace.fault.group;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was written to a register and read from it, each value written at most once: whether all of
 * it could have happened one after the other, each at a moment between its beginning and its end.
 * Any thread may add; looked at when all is over.
 *
 * @see <a href="https://doi.org/10.1137/S0097539794279614">Gibbons and Korach, Testing Shared
 *     Memories, 1997: 4.2, clusters and zones</a>
 */
final class RegisterHistory {
    static final long NEVER = Long.MAX_VALUE;
    private static final long EVER = Long.MIN_VALUE;

    /** What is read before anything is written. */
    static final long NOTHING = 0;

    private final List<Operation> operations = new ArrayList<>();

    private record Operation(boolean isWrite, long value, long begin, long end) {}

    /** All operations on one value: it is there from its latest beginning to its earliest end. */
    private static final class Cluster {
        private final long value;
        private long firstEnd = NEVER;
        private long lastBegin = EVER;
        private long writeBegin = NEVER;

        Cluster(long value) {
            this.value = value;
        }

        void add(Operation operation) {
            firstEnd = Math.min(firstEnd, operation.end());
            lastBegin = Math.max(lastBegin, operation.begin());
            if (operation.isWrite()) {
                writeBegin = operation.begin();
            }
        }

        /** Whether it has to be there for the whole time from the first end to the last begin. */
        boolean isForward() {
            return firstEnd < lastBegin;
        }

        long from() {
            return Math.min(firstEnd, lastBegin);
        }

        long to() {
            return Math.max(firstEnd, lastBegin);
        }
    }

    /**
     * @param end {@link #NEVER} if nobody knows whether it was written, and when
     */
    synchronized void wrote(long value, long begin, long end) {
        operations.add(new Operation(true, value, begin, end));
    }

    synchronized void read(long value, long begin, long end) {
        operations.add(new Operation(false, value, begin, end));
    }

    synchronized int count() {
        return operations.size();
    }

    /** Why there is no such order; nothing if there is one. */
    synchronized List<String> faults() {
        Map<Long, Cluster> clusters = new HashMap<>();
        Cluster nothing = new Cluster(NOTHING);
        nothing.add(new Operation(true, NOTHING, EVER, EVER));
        clusters.put(NOTHING, nothing);
        operations.forEach(each -> clusters.computeIfAbsent(each.value(), Cluster::new).add(each));
        List<String> faults = new ArrayList<>();
        List<Cluster> inOrder = new ArrayList<>();
        for (Cluster each : clusters.values()) {
            if (each.firstEnd < each.writeBegin) {
                faults.add(each.value + " was read before it was written");
            } else if (each.firstEnd != NEVER) {
                inOrder.add(each);
            }
        }
        inOrder.sort(Comparator.comparingLong(Cluster::from));
        compare(inOrder, faults);
        return faults;
    }

    private static void compare(List<Cluster> inOrder, List<String> faults) {
        List<Cluster> forward = inOrder.stream().filter(Cluster::isForward).toList();
        for (int n = 1; n < forward.size(); n++) {
            Cluster before = forward.get(n - 1);
            Cluster after = forward.get(n);
            if (after.from() < before.to()) {
                faults.add(before.value + " was there before and after " + after.value);
            }
        }
        for (Cluster backward : inOrder) {
            for (Cluster each : forward) {
                if (!backward.isForward()
                        && each.from() < backward.from()
                        && backward.to() < each.to()) {
                    faults.add(each.value + " was there before and after " + backward.value);
                }
            }
        }
    }
}
