package io.millrace.coordinator.database;

import java.util.List;

/**
 * What a coordinator sees of the others in the tables.
 *
 * @param controllerId who has claimed last; empty if nobody ever
 * @param controllerUrl where it is reached
 * @param renewCounter rises as long as the controller lives
 * @param generation of coordination that all should be in
 */
public record ClusterSight(
        String controllerId,
        String controllerUrl,
        long renewCounter,
        int generation,
        List<Peer> coordinators) {

    public ClusterSight {
        coordinators = List.copyOf(coordinators);
    }

    /**
     * A coordinator, perhaps this one.
     *
     * @param renewCounter rises as long as it lives
     * @param coordinates whether it has coordination
     */
    public record Peer(String id, long renewCounter, boolean coordinates, int generation) {}
}
