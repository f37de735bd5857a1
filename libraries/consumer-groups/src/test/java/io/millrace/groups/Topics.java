package io.millrace.groups;

import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Topics for tests. */
final class Topics {
    static final TopicName ORDERS = new TopicName("orders");

    private Topics() {}

    static SortedMap<TopicId, TopicPlaces> orders(int partitions) {
        return with(new TreeMap<>(), ORDERS, partitions);
    }

    static SortedMap<TopicId, TopicPlaces> with(
            SortedMap<TopicId, TopicPlaces> others, TopicName name, int partitions) {
        SortedMap<TopicId, TopicPlaces> all = new TreeMap<>(others);
        all.put(id(name), new TopicPlaces(name, Collections.nCopies(partitions, Set.<String>of())));
        return all;
    }

    static TopicId id(TopicName name) {
        return new TopicId(UUID.nameUUIDFromBytes(name.value().getBytes()));
    }

    static PartitionId order(int partition) {
        return new PartitionId(id(ORDERS), partition);
    }
}
