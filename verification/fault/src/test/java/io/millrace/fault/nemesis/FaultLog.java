package io.millrace.fault.nemesis;

import java.util.List;

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
     * @param problem why it could not be begun or ended; empty if it was
     */
    public record Entry(int round, long fromNanos, long toNanos, String fault, String problem) {}
}
