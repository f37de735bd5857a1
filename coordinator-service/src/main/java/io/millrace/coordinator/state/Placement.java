package io.millrace.coordinator.state;

import io.millrace.protocol.TopicName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Chooses brokers for new partitions: who leads least leads next, and the other replicas go to
 * racks that have none yet. Owned by who made it; it counts what it has placed.
 */
final class Placement {

    private final List<BrokerState> hosts;
    private final Map<Integer, Integer> leaders = new HashMap<>();
    private final Map<Integer, Integer> replicas = new HashMap<>();

    /**
     * @param hosts brokers to choose from
     */
    Placement(ControlState state, List<BrokerState> hosts, TopicName topic) {
        this.hosts = rotated(hosts, Math.floorMod(topic.value().hashCode(), hosts.size()));
        state.topics()
                .places()
                .forEach(
                        place -> {
                            List<Integer> brokers = place.now().replicas();
                            leaders.merge(brokers.getFirst(), 1, Integer::sum);
                            brokers.forEach(b -> replicas.merge(b, 1, Integer::sum));
                        });
    }

    /** Where small topics begin differs, so that they do not all meet on the first brokers. */
    private static List<BrokerState> rotated(List<BrokerState> hosts, int by) {
        List<BrokerState> rotated = new ArrayList<>(hosts.subList(by, hosts.size()));
        rotated.addAll(hosts.subList(0, by));
        return rotated;
    }

    PartitionState place(int partition, int factor, long version) {
        List<Integer> chosen = new ArrayList<>();
        SortedMap<Integer, Long> isr = new TreeMap<>();
        Set<String> racks = new HashSet<>();
        for (int n = 0; n < factor; n++) {
            BrokerState next =
                    hosts.stream()
                            .filter(host -> !isr.containsKey(host.id().value()))
                            .min(n == 0 ? leadsLeast() : standsApart(racks))
                            .orElseThrow();
            int broker = next.id().value();
            chosen.add(broker);
            isr.put(broker, next.epoch());
            racks.add(rackOf(next));
            replicas.merge(broker, 1, Integer::sum);
        }
        leaders.merge(chosen.getFirst(), 1, Integer::sum);
        return PartitionState.fresh(partition, chosen, isr, version);
    }

    private Comparator<BrokerState> leadsLeast() {
        return Comparator.<BrokerState>comparingInt(b -> leaders.getOrDefault(b.id().value(), 0))
                .thenComparingInt(b -> replicas.getOrDefault(b.id().value(), 0));
    }

    private Comparator<BrokerState> standsApart(Set<String> racks) {
        return Comparator.<BrokerState, Boolean>comparing(b -> racks.contains(rackOf(b)))
                .thenComparingInt(b -> replicas.getOrDefault(b.id().value(), 0));
    }

    /** A broker of which it is not known where it stands shares a rack with nobody. */
    private static String rackOf(BrokerState broker) {
        return broker.rack().orElse("broker " + broker.id());
    }
}
