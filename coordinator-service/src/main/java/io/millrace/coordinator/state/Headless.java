package io.millrace.coordinator.state;

import io.millrace.protocol.PartitionId;
import io.millrace.replication.controller.Elections.CopyReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Elections of those who can lead what nobody leads. Pure. */
public final class Headless {

    private Headless() {}

    /** The partitions that nobody leads. */
    public static Set<PartitionId> partitions(ControlState state) {
        Set<PartitionId> headless = new HashSet<>();
        state.topics()
                .places()
                .filter(place -> place.now().leader().isEmpty())
                .forEach(place -> headless.add(place.id()));
        return headless;
    }

    /** Gives leaders to all of these that can have one without loss. */
    public static List<Change> elections(
            ControlState state, Set<PartitionId> headless, Electorate electorate, Copies copies) {
        List<Change> changes = new ArrayList<>();
        for (PartitionId id : headless) {
            state.topics()
                    .find(id)
                    .ifPresent(
                            place ->
                                    electorate
                                            .elect(place.now(), copies.of(id), copies.waited(id))
                                            .ifPresent(next -> changes.add(place.to(next))));
        }
        return changes;
    }

    /** The live brokers whose copies of this partition have to be known for its election. */
    public static Set<Integer> unheard(
            ControlState state, PartitionId id, Electorate electorate, Copies copies) {
        Map<Integer, CopyReport> heard = copies.of(id);
        Set<Integer> unheard = new HashSet<>();
        state.topics().find(id).ifPresent(place -> unheard.addAll(place.now().isr().keySet()));
        unheard.retainAll(electorate.live().keySet());
        unheard.removeAll(heard.keySet());
        return unheard;
    }
}
