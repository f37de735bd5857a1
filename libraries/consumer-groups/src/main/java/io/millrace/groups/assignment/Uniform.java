package io.millrace.groups.assignment;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.MemberId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An optimal semi-matching of partitions and members: no other assignment is more even, whatever
 * each has subscribed to. It starts from what members have, and moves a partition only where that
 * makes it more even. Used once, by one thread.
 *
 * @see <a href="https://doi.org/10.1016/j.jalgor.2005.01.003">Harvey, Ladner, Lovász, Tamir:
 *     Semi-matchings for bipartite graphs and load balancing, 2006</a>: without cost-reducing paths
 *     it is optimal
 */
final class Uniform {
    private final SortedMap<TopicId, TopicPlaces> topics;
    private final SortedMap<TopicId, List<Share>> subscribers = new TreeMap<>();
    private final SortedMap<MemberId, Share> shares = new TreeMap<>();

    /** What one member gets. */
    private static final class Share {
        static final Comparator<Share> LIGHTEST =
                Comparator.<Share>comparingInt(share -> share.load)
                        .thenComparing(share -> share.member);

        final MemberId member;
        final Consumer consumer;
        final SortedMap<TopicId, SortedSet<Integer>> partitions = new TreeMap<>();
        int load;

        Share(MemberId member, Consumer consumer) {
            this.member = member;
            this.consumer = consumer;
        }

        void take(TopicId topic, int partition) {
            partitions.computeIfAbsent(topic, each -> new TreeSet<>()).add(partition);
            load++;
        }

        void give(TopicId topic, int partition) {
            SortedSet<Integer> rest = partitions.get(topic);
            if (rest == null || !rest.remove(partition)) {
                throw new IllegalStateException(member + " has no " + topic + "-" + partition);
            }
            if (rest.isEmpty()) {
                partitions.remove(topic);
            }
            load--;
        }

        boolean isNear(Set<String> racks) {
            return consumer.rack().filter(racks::contains).isPresent();
        }
    }

    /** How a search came to a member: it can be given a partition of the topic by the giver. */
    private record Edge(Share giver, TopicId topic) {}

    Uniform(SortedMap<MemberId, Consumer> consumers, SortedMap<TopicId, TopicPlaces> topics) {
        this.topics = topics;
        consumers.forEach(
                (member, consumer) -> {
                    Share share = new Share(member, consumer);
                    shares.put(member, share);
                    for (TopicId topic : consumer.topics()) {
                        subscribers.computeIfAbsent(topic, each -> new ArrayList<>()).add(share);
                    }
                });
        subscribers.keySet().retainAll(topics.keySet());
    }

    SortedMap<PartitionId, MemberId> assign(Map<PartitionId, MemberId> before) {
        List<PartitionId> open = keep(before);
        open.forEach(this::giveToTheLightest);
        balance();
        return result();
    }

    /** Everybody keeps what it may; the rest is returned. */
    private List<PartitionId> keep(Map<PartitionId, MemberId> before) {
        List<PartitionId> open = new ArrayList<>();
        for (TopicId topic : subscribers.keySet()) {
            for (int partition = 0; partition < places(topic).partitions(); partition++) {
                PartitionId id = new PartitionId(topic, partition);
                MemberId member = before.get(id);
                Share share = member == null ? null : shares.get(member);
                if (share != null && share.consumer.topics().contains(topic)) {
                    share.take(topic, partition);
                } else {
                    open.add(id);
                }
            }
        }
        return open;
    }

    private TopicPlaces places(TopicId topic) {
        TopicPlaces places = topics.get(topic);
        if (places == null) {
            throw new IllegalStateException("unknown topic " + topic);
        }
        return places;
    }

    private List<Share> subscribersOf(TopicId topic) {
        return subscribers.getOrDefault(topic, List.of());
    }

    private Set<String> racks(TopicId topic, int partition) {
        return places(topic).racks().get(partition);
    }

    /** The lightest of those that are near, if there are any: balance comes afterwards. */
    private void giveToTheLightest(PartitionId id) {
        Set<String> racks = racks(id.topic(), id.partition());
        Share lightest = null;
        Share near = null;
        for (Share share : subscribersOf(id.topic())) {
            lightest = lighterOf(share, lightest);
            near = share.isNear(racks) ? lighterOf(share, near) : near;
        }
        Share taker = near == null ? lightest : near;
        if (taker == null) {
            throw new IllegalStateException("nobody has subscribed to " + id);
        }
        taker.take(id.topic(), id.partition());
    }

    private static Share lighterOf(Share share, @Nullable Share other) {
        return other == null || Share.LIGHTEST.compare(share, other) < 0 ? share : other;
    }

    /**
     * From the heaviest on. Each path that is found makes the assignment more even, so there is an
     * end; and who has none does not get one by what lighter ones give.
     */
    private void balance() {
        TreeSet<Share> heaviest = new TreeSet<>(Share.LIGHTEST.reversed());
        heaviest.addAll(shares.values());
        while (!heaviest.isEmpty() && heaviest.first().load > leastLoad() + 1) {
            Share giver = heaviest.first();
            heaviest.remove(giver);
            Map<Share, Edge> found = new HashMap<>();
            Optional<Share> end = lighter(giver, found);
            if (end.isPresent()) {
                heaviest.remove(end.get());
                shift(giver, end.get(), found);
                heaviest.add(giver);
                heaviest.add(end.get());
            }
        }
    }

    private int leastLoad() {
        return shares.values().stream().mapToInt(share -> share.load).min().orElse(0);
    }

    /**
     * The nearest member, counted in partitions that have to move, that has two partitions less.
     *
     * @param found filled with how each member was reached
     */
    private Optional<Share> lighter(Share start, Map<Share, Edge> found) {
        Set<TopicId> seen = new HashSet<>();
        Deque<Share> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            Share giver = next.remove();
            Share best = null;
            for (TopicId topic : giver.partitions.keySet()) {
                if (!seen.add(topic)) {
                    continue;
                }
                for (Share taker : subscribersOf(topic)) {
                    if (taker != start
                            && found.putIfAbsent(taker, new Edge(giver, topic)) == null) {
                        next.add(taker);
                        if (taker.load < start.load - 1) {
                            best = lighterOf(taker, best);
                        }
                    }
                }
            }
            if (best != null) {
                return Optional.of(best);
            }
        }
        return Optional.empty();
    }

    private void shift(Share start, Share end, Map<Share, Edge> found) {
        Share taker = end;
        while (taker != start) {
            Edge edge = found.get(taker);
            if (edge == null) {
                throw new IllegalStateException("no way to " + taker.member);
            }
            int partition = best(edge, taker);
            edge.giver().give(edge.topic(), partition);
            taker.take(edge.topic(), partition);
            taker = edge.giver();
        }
    }

    /** One that comes nearer by moving, or at least goes no farther. */
    private int best(Edge edge, Share taker) {
        SortedSet<Integer> choice = edge.giver().partitions.get(edge.topic());
        if (choice == null) {
            throw new IllegalStateException("nothing of " + edge.topic());
        }
        return choice.stream()
                .max(
                        Comparator.comparingInt(
                                partition -> {
                                    Set<String> racks = racks(edge.topic(), partition);
                                    int gain = taker.isNear(racks) ? 1 : 0;
                                    return edge.giver().isNear(racks) ? gain - 1 : gain;
                                }))
                .orElseThrow();
    }

    private SortedMap<PartitionId, MemberId> result() {
        SortedMap<PartitionId, MemberId> result = new TreeMap<>();
        for (Share share : shares.values()) {
            share.partitions.forEach(
                    (topic, partitions) ->
                            partitions.forEach(
                                    partition ->
                                            result.put(
                                                    new PartitionId(topic, partition),
                                                    share.member)));
        }
        return result;
    }
}
