package io.millrace.fault.checker;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a partition must have held, as far as it is known from acknowledgements and reads: values by
 * offset. Offsets without a value are not missing: control records take some. Owned by the
 * checker's thread.
 */
final class PartitionLog {
    private static final long[] UNSORTED = new long[0];

    private final Map<Long, Long> values = new HashMap<>();
    private final Map<Long, Set<Long>> conflicts = new HashMap<>();
    private long[] offsets = UNSORTED;

    /** The highest offset that any poll had. */
    long readUpTo = -1;

    /** Whether somebody began to read all of it in the end. */
    boolean readInTheEnd;

    /** Whether they came to the end. */
    boolean readCompletely;

    /** The highest offset that the final reads had. */
    long finallyReadUpTo = -1;

    void observe(long offset, long value) {
        Long first = values.putIfAbsent(offset, value);
        if (first == null) {
            offsets = UNSORTED;
        } else if (first != value) {
            Set<Long> different = conflicts.computeIfAbsent(offset, _ -> new HashSet<>());
            different.add(first);
            different.add(value);
        }
    }

    /** The first offset from here on, and below there, that has a value; −1 if there is none. */
    long firstIn(long from, long below) {
        if (from >= below) {
            return -1;
        }
        int found = Arrays.binarySearch(offsets(), from);
        int index = found >= 0 ? found : -found - 1;
        return index < offsets.length && offsets[index] < below ? offsets[index] : -1;
    }

    void report(int partition, Findings findings) {
        conflicts.forEach(
                (offset, different) ->
                        findings.add(
                                Anomaly.INCONSISTENT_OFFSETS,
                                partition,
                                offset,
                                () -> "values " + different));
        Map<Long, Long> firstOffsets = new HashMap<>();
        for (long offset : offsets()) {
            for (long value : valuesAt(offset)) {
                Long before = firstOffsets.putIfAbsent(value, offset);
                if (before != null) {
                    findings.add(
                            Anomaly.DUPLICATE,
                            partition,
                            offset,
                            () -> "value " + value + " is at " + before + ", too");
                }
            }
        }
    }

    private Set<Long> valuesAt(long offset) {
        Set<Long> different = conflicts.get(offset);
        if (different != null) {
            return different;
        }
        Long only = values.get(offset);
        return only == null ? Set.of() : Set.of(only);
    }

    private long[] offsets() {
        if (offsets.length != values.size()) {
            offsets = values.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
        }
        return offsets;
    }
}
