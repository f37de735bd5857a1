package io.millrace.coordinator.controller;

import java.util.Map;
import java.util.Set;

/**
 * What brokers are told with their heartbeats, as of the loop's last look. Immutable.
 *
 * @param reportsWanted broker → the version that it must have applied before it is asked
 * @param mayStop brokers that want to stop and lead nothing that somebody else could lead
 */
record Standing(Map<Integer, Long> reportsWanted, Set<Integer> mayStop) {

    static final Standing NOTHING = new Standing(Map.of(), Set.of());

    Standing {
        reportsWanted = Map.copyOf(reportsWanted);
        mayStop = Set.copyOf(mayStop);
    }

    boolean wantsReports(int broker, long appliedVersion) {
        Long from = reportsWanted.get(broker);
        return from != null && appliedVersion >= from;
    }
}
