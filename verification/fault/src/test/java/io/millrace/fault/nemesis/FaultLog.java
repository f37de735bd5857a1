package io.millrace.fault.nemesis;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What happened when, for the report. Times are those of the history.
 *
 * @param seed with which it would be planned again
 */
public record FaultLog(long seed, String profile, List<Entry> faults) {
    public FaultLog {
        faults = List.copyOf(faults);
    }

    /**
     * One fault.
     *
     * @param kind in a word or two
     * @param losesDisks whether what these nodes had is gone, or not to be trusted
     * @param nodes to which nothing else happened meanwhile
     * @param problem why it could not be begun or ended; empty if it was
     */
    public record Entry(
            int round,
            long fromNanos,
            long toNanos,
            String kind,
            boolean losesDisks,
            Set<Node> nodes,
            String fault,
            String problem) {
        public Entry {
            nodes = Collections.unmodifiableSet(new TreeSet<>(nodes));
        }
    }
}
