package io.millrace.coordinator.state;

import io.millrace.protocol.TopicId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@link #KEPT_MAX} topics that were deleted last. Immutable. Who was away for more deletions
 * keeps logs that nobody needs, and no more.
 */
public final class Tombstones {

    public static final int KEPT_MAX = 10_000;

    private final List<TopicId> oldestFirst;
    private final Set<TopicId> all;

    public Tombstones(Collection<TopicId> oldestFirst) {
        this.oldestFirst = List.copyOf(oldestFirst);
        this.all = Set.copyOf(oldestFirst);
    }

    /** The same object as long as nothing is deleted: it is cheap to publish again. */
    public Set<TopicId> all() {
        return all;
    }

    Tombstones and(Collection<TopicId> deleted) {
        if (deleted.isEmpty()) {
            return this;
        }
        LinkedHashSet<TopicId> next = new LinkedHashSet<>(oldestFirst);
        next.addAll(deleted);
        while (next.size() > KEPT_MAX) {
            next.removeFirst();
        }
        return new Tombstones(next);
    }
}
