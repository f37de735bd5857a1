package io.millrace.groups;

import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a member wants to read: topics by name, which need not exist yet, and those that match a
 * pattern. One of them at least.
 */
public record Subscription(SortedSet<TopicName> topics, Optional<TopicPattern> pattern) {
    public static final int TOPICS_MAX = 1000;

    /**
     * @throws IllegalArgumentException if it is empty or has too many topics
     */
    public Subscription {
        topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
        if (topics.isEmpty() && pattern.isEmpty()) {
            throw new IllegalArgumentException("A subscription names a topic or a pattern");
        }
        if (topics.size() > TOPICS_MAX) {
            throw new IllegalArgumentException(
                    "A subscription names at most " + TOPICS_MAX + " topics; use a pattern");
        }
    }

    public static Subscription to(TopicName... names) {
        return new Subscription(new TreeSet<>(Set.of(names)), Optional.empty());
    }

    /** Which of these topics are meant. */
    Set<TopicId> among(Map<TopicId, TopicPlaces> known) {
        Optional<TopicPattern.Matching> matching = pattern.map(TopicPattern::matching);
        Set<TopicId> meant = new HashSet<>();
        known.forEach(
                (id, places) -> {
                    TopicName name = places.name();
                    if (topics.contains(name)
                            || matching.filter(m -> m.matches(name)).isPresent()) {
                        meant.add(id);
                    }
                });
        return meant;
    }
}
