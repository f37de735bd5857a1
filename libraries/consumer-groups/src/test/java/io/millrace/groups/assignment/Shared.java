package io.millrace.groups.assignment;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.MemberId;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Topics and consumers for tests, and what was shared out among them. */
final class Shared {
    final SortedMap<TopicId, TopicPlaces> topics = new TreeMap<>();
    final SortedMap<MemberId, Consumer> consumers = new TreeMap<>();
    SortedMap<PartitionId, MemberId> result = new TreeMap<>();
    private final Map<String, TopicId> ids = new HashMap<>();

    Shared topic(String name, int partitions) {
        return topic(name, Collections.nCopies(partitions, Set.of()));
    }

    Shared topic(String name, List<Set<String>> racks) {
        TopicId id =
                ids.computeIfAbsent(
                        name, each -> new TopicId(UUID.nameUUIDFromBytes(each.getBytes())));
        topics.put(id, new TopicPlaces(new TopicName(name), racks));
        return this;
    }

    Shared consumer(String member, String... names) {
        return consumer(member, Optional.empty(), names);
    }

    Shared consumer(String member, Optional<String> rack, String... names) {
        Set<TopicId> meant = new HashSet<>();
        Arrays.stream(names).forEach(name -> meant.add(id(name)));
        consumers.put(new MemberId(member), new Consumer(Optional.empty(), rack, meant));
        return this;
    }

    Shared gone(String member) {
        consumers.remove(new MemberId(member));
        return this;
    }

    TopicId id(String name) {
        TopicId id = ids.get(name);
        if (id == null) {
            throw new IllegalArgumentException(name);
        }
        return id;
    }

    Shared assign(Assignor assignor) {
        result = assignor.assign(consumers, topics, result);
        return this;
    }

    long load(String member) {
        return result.values().stream().filter(new MemberId(member)::equals).count();
    }

    List<Integer> of(String member, String topic) {
        return result.entrySet().stream()
                .filter(e -> e.getValue().equals(new MemberId(member)))
                .map(Map.Entry::getKey)
                .filter(p -> p.topic().equals(id(topic)))
                .map(PartitionId::partition)
                .toList();
    }

    long movedSince(Map<PartitionId, MemberId> before) {
        return before.entrySet().stream()
                .filter(e -> !e.getValue().equals(result.get(e.getKey())))
                .count();
    }
}
