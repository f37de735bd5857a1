package io.millrace.coordinator.state;

import io.millrace.replication.controller.PartitionRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/** What becomes of partitions whose brokers can't be reached any more. Pure. */
public final class Fences {

    private Fences() {}

    /**
     * Fences brokers and gives what they led to the next verified members: all of it at once,
     * whatever its size, since each of these partitions stands still (decision 23).
     */
    public static List<Change> leadersFirst(
            ControlState state, Set<Integer> gone, Set<Integer> leaving) {
        List<Change> changes = new ArrayList<>();
        for (BrokerState broker : state.liveBrokers()) {
            if (gone.contains(broker.id().value())) {
                changes.add(new Change.BrokerPut(broker.asFenced()));
            }
        }
        SortedMap<Integer, Long> live = state.live();
        live.keySet().removeAll(gone);
        Electorate electorate = new Electorate(live, leaving);
        state.topics()
                .places()
                .filter(place -> gone.contains(place.now().leader().orElse(-1)))
                .forEach(
                        place -> {
                            PartitionRegistration next = shrunk(place, gone);
                            changes.add(place.to(electorate.verified(next).orElse(next)));
                        });
        return changes;
    }

    /**
     * Takes fenced brokers out of in-sync sets, as far as the floor allows: as long as they are in,
     * nothing is committed there.
     *
     * @param max of partitions in one transaction
     */
    public static List<Change> shrinks(ControlState state, int max) {
        Set<Integer> live = state.live().keySet();
        return state.topics()
                .places()
                .filter(place -> !live.containsAll(place.now().isr().keySet()))
                .flatMap(
                        place -> {
                            List<Integer> fenced = new ArrayList<>(place.now().isr().keySet());
                            fenced.removeAll(live);
                            PartitionRegistration next = shrunk(place, fenced);
                            return next.equals(place.now())
                                    ? Stream.empty()
                                    : Stream.of((Change) place.to(next));
                        })
                .limit(max)
                .toList();
    }

    private static PartitionRegistration shrunk(PartitionPlace place, Iterable<Integer> gone) {
        PartitionRegistration next = place.now();
        for (int broker : gone) {
            next = next.without(broker, place.floor()).orElse(next);
        }
        return next;
    }
}
