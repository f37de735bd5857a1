package io.millrace.simulation.group;

import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import java.util.Collections;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Two topics, one of which grows. */
final class Topics {
    private static final TopicName CLICKS = new TopicName("clicks");
    private static final TopicName ORDERS = new TopicName("orders");
    private static final TopicId CLICKS_ID = new TopicId(new UUID(0, 1));
    private static final TopicId ORDERS_ID = new TopicId(new UUID(0, 2));
    private static final int CLICKS_MAX = 6;

    private final Random random;
    private int clicks = 4;

    Topics(Random random) {
        this.random = random;
    }

    SortedMap<TopicId, TopicPlaces> places() {
        SortedMap<TopicId, TopicPlaces> all = new TreeMap<>();
        all.put(CLICKS_ID, places(CLICKS, clicks));
        all.put(ORDERS_ID, places(ORDERS, 2));
        return all;
    }

    private static TopicPlaces places(TopicName name, int partitions) {
        return new TopicPlaces(name, Collections.nCopies(partitions, Set.of()));
    }

    void grow() {
        clicks = Math.min(clicks + 1, CLICKS_MAX);
    }

    /** What somebody could subscribe to. */
    Set<TopicName> some() {
        return random.nextInt(3) == 0 ? Set.of(CLICKS) : Set.of(CLICKS, ORDERS);
    }

    SortedSet<PartitionId> partitions() {
        return partitions(Set.of(CLICKS, ORDERS));
    }

    SortedSet<PartitionId> partitions(Set<TopicName> of) {
        SortedSet<PartitionId> partitions = new TreeSet<>();
        places().forEach(
                        (id, places) -> {
                            for (int p = 0;
                                    of.contains(places.name()) && p < places.partitions();
                                    p++) {
                                partitions.add(new PartitionId(id, p));
                            }
                        });
        return partitions;
    }
}
