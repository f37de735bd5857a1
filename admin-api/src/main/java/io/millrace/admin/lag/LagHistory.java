package io.millrace.admin.lag;

import io.millrace.protocol.TopicName;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is remembered of one group.
 *
 * @param sampled whether it is among the groups that are sampled
 * @param topicsLeftOut topics that it reads and for which there was no room
 * @param topics their samples in order of time, at least one each
 */
public record LagHistory(
        boolean sampled, int topicsLeftOut, SortedMap<TopicName, List<LagSample>> topics) {
    static final LagHistory NONE = new LagHistory(false, 0, Collections.emptySortedMap());

    public LagHistory {
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
    }

    /** Time of the oldest sample, in milliseconds since 1970. */
    public OptionalLong sinceMs() {
        return topics.values().stream().mapToLong(samples -> samples.getFirst().atMs()).min();
    }

    /**
     * All topics together, of the times at which each of them was sampled: a topic that has just
     * come is no rise.
     */
    public List<LagSample> total() {
        Collection<List<LagSample>> all = topics.values();
        Map<Long, Integer> counts = new TreeMap<>();
        Map<Long, LagSample> sums = new TreeMap<>();
        all.stream()
                .flatMap(List::stream)
                .forEach(
                        sample -> {
                            counts.merge(sample.atMs(), 1, Integer::sum);
                            sums.merge(sample.atMs(), sample, LagSample::with);
                        });
        return sums.values().stream()
                .flatMap(
                        sum ->
                                counts.getOrDefault(sum.atMs(), 0) == all.size()
                                        ? Stream.of(sum)
                                        : Stream.empty())
                .toList();
    }

    /** Empty also if some of its topics are left out: they may go the other way. */
    public Optional<LagTrend> trend() {
        return topicsLeftOut > 0 ? Optional.empty() : LagTrend.of(total());
    }
}
