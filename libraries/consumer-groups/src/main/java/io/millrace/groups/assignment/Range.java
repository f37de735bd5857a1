package io.millrace.groups.assignment;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.MemberId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Each topic is cut into as many ranges as it has subscribers, the first ones longer by one. Ranges
 * go to members in the order that they have had, so that a range moves as little as it can; who is
 * new comes last, nearest to its racks. Used once, by one thread.
 */
final class Range {
    private final SortedMap<MemberId, Consumer> consumers;
    private final SortedMap<TopicId, TopicPlaces> topics;

    /** Where in the order each member that had something stands: its first partition before. */
    private final Map<MemberId, Integer> firstBefore = new HashMap<>();

    /** Topics that are cut in the same way: their partitions belong together. */
    private record Kin(int partitions, Set<MemberId> subscribers) {}

    Range(
            SortedMap<MemberId, Consumer> consumers,
            SortedMap<TopicId, TopicPlaces> topics,
            Map<PartitionId, MemberId> before) {
        this.consumers = consumers;
        this.topics = topics;
        before.forEach((id, member) -> firstBefore.merge(member, id.partition(), Math::min));
    }

    SortedMap<PartitionId, MemberId> assign() {
        SortedMap<PartitionId, MemberId> result = new TreeMap<>();
        families().forEach((kin, family) -> share(kin, family, result));
        return result;
    }

    private Map<Kin, List<TopicId>> families() {
        Map<Kin, List<TopicId>> families = new LinkedHashMap<>();
        topics.forEach(
                (topic, places) -> {
                    Set<MemberId> subscribers = new HashSet<>();
                    consumers.forEach(
                            (member, consumer) -> {
                                if (consumer.topics().contains(topic)) {
                                    subscribers.add(member);
                                }
                            });
                    if (!subscribers.isEmpty()) {
                        families.computeIfAbsent(
                                        new Kin(places.partitions(), subscribers),
                                        each -> new ArrayList<>())
                                .add(topic);
                    }
                });
        return families;
    }

    private void share(Kin kin, List<TopicId> family, Map<PartitionId, MemberId> result) {
        List<MemberId> order = order(kin, family);
        int longer = kin.partitions() % order.size();
        int length = kin.partitions() / order.size();
        int from = 0;
        for (int place = 0; place < order.size(); place++) {
            int to = from + length + (place < longer ? 1 : 0);
            for (int partition = from; partition < to; partition++) {
                for (TopicId topic : family) {
                    result.put(new PartitionId(topic, partition), order.get(place));
                }
            }
            from = to;
        }
    }

    private List<MemberId> order(Kin kin, List<TopicId> family) {
        Comparator<MemberId> byName =
                Comparator.<MemberId, String>comparing(this::name)
                        .thenComparing(Comparator.naturalOrder());
        List<MemberId> order = new ArrayList<>();
        List<MemberId> fresh = new ArrayList<>();
        for (MemberId member : kin.subscribers()) {
            (firstBefore.containsKey(member) ? order : fresh).add(member);
        }
        order.sort(Comparator.comparingInt(this::firstBefore).thenComparing(byName));
        fresh.sort(byName);
        int size = kin.subscribers().size();
        while (!fresh.isEmpty()) {
            int place = order.size();
            MemberId nearest =
                    fresh.stream()
                            .max(
                                    Comparator.<MemberId>comparingLong(
                                                    m -> near(m, kin, family, place, size))
                                            .thenComparing(byName.reversed()))
                            .orElseThrow();
            order.add(nearest);
            fresh.remove(nearest);
        }
        return order;
    }

    /** A static member keeps its place under whatever member id it comes back. */
    private String name(MemberId member) {
        Consumer consumer = consumers.get(member);
        return consumer == null
                ? member.value()
                : consumer.instance().map(instance -> instance.value()).orElse(member.value());
    }

    private int firstBefore(MemberId member) {
        return firstBefore.getOrDefault(member, Integer.MAX_VALUE);
    }

    /** How many partitions of a range have a replica in the member's rack. */
    private long near(MemberId member, Kin kin, List<TopicId> family, int place, int size) {
        int longer = kin.partitions() % size;
        int length = kin.partitions() / size;
        int from = place * length + Math.min(place, longer);
        int to = from + length + (place < longer ? 1 : 0);
        Consumer consumer = consumers.get(member);
        if (consumer == null || consumer.rack().isEmpty()) {
            return 0;
        }
        String rack = consumer.rack().get();
        return family.stream()
                .mapToLong(
                        topic ->
                                IntStream.range(from, to).filter(p -> isIn(rack, topic, p)).count())
                .sum();
    }

    private boolean isIn(String rack, TopicId topic, int partition) {
        TopicPlaces places = topics.get(topic);
        return places != null && places.racks().get(partition).contains(rack);
    }
}
