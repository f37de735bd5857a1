package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What members of a group were given, and what they have committed or may have. Any thread. */
final class Committed {
    private final Map<Long, Map<Integer, Long>> sent = new HashMap<>();
    private final Map<Long, Map<Integer, Long>> first = new HashMap<>();
    private final List<String> surprises = new ArrayList<>();

    /** A member begins a session. */
    synchronized void begins(long session) {
        sent.put(session, new HashMap<>());
        first.put(session, new HashMap<>());
    }

    synchronized void given(long session, int partition, long offset) {
        first.get(session).putIfAbsent(partition, offset);
    }

    /**
     * A member is about to commit.
     *
     * @param offsets partition → next offset
     */
    synchronized void sends(long session, Map<Integer, Long> offsets) {
        offsets.forEach((partition, next) -> sent.get(session).merge(partition, next, Math::max));
    }

    /** Of all members so far. */
    synchronized Set<Long> sessions() {
        return new HashSet<>(sent.keySet());
    }

    /** What no member should ever hear. */
    synchronized void surprise(String what) {
        surprises.add(what);
    }

    synchronized List<String> surprises() {
        return List.copyOf(surprises);
    }

    /**
     * Positions that were read just now, after the group was rewound to {@code target}: in each
     * partition that, or what members have sent since.
     *
     * @param before sessions of before that
     */
    synchronized void assertOfAfter(Set<Long> before, long target, Map<Integer, Long> positions) {
        positions.forEach(
                (partition, next) -> {
                    long most = target;
                    for (Map.Entry<Long, Map<Integer, Long>> session : sent.entrySet()) {
                        if (!before.contains(session.getKey())) {
                            most =
                                    Math.max(
                                            most,
                                            session.getValue().getOrDefault(partition, target));
                        }
                    }
                    assertThat(next).as("partition %d", partition).isBetween(target, most);
                });
    }

    /** Sessions that have begun since have begun there to read, in every partition. */
    synchronized void assertReadFrom(Set<Long> before, long target, int partitions) {
        Map<Integer, Long> least = new HashMap<>();
        first.forEach(
                (session, offsets) -> {
                    if (!before.contains(session)) {
                        offsets.forEach(
                                (partition, offset) -> least.merge(partition, offset, Math::min));
                    }
                });
        assertThat(least).hasSize(partitions);
        assertThat(least.values()).containsOnly(target);
    }
}
