package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.GroupState;
import io.millrace.groups.Group;
import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.GroupId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** When the groups of a shard get new targets. Owned by the shard's thread. */
final class Targets {
    private final Supplier<SortedMap<TopicId, TopicPlaces>> topics;
    private final Duration settle;
    private final LongSupplier nanoTime;
    private final Map<GroupId, Long> changedAt = new HashMap<>();
    private final Set<GroupId> waiting = new HashSet<>();
    private Optional<SortedMap<TopicId, TopicPlaces>> known = Optional.empty();

    Targets(
            Supplier<SortedMap<TopicId, TopicPlaces>> topics,
            Duration settle,
            LongSupplier nanoTime) {
        this.topics = topics;
        this.settle = settle;
        this.nanoTime = nanoTime;
    }

    /** Members or subscriptions have changed: finds a new target now, or soon. */
    Group changed(GroupId id, Group group) {
        if (isSettled(id)) {
            return found(id, group);
        }
        waiting.add(id);
        return group;
    }

    private boolean isSettled(GroupId id) {
        Long last = changedAt.get(id);
        return last == null || nanoTime.getAsLong() - last >= settle.toNanos();
    }

    private Group found(GroupId id, Group group) {
        waiting.remove(id);
        Group found = group.retargeted(topics.get());
        if (group.members().isEmpty()) {
            changedAt.remove(id);
        } else if (found.epoch() != group.epoch()) {
            changedAt.put(id, nanoTime.getAsLong());
        }
        return found;
    }

    /** Finds those that are due: their groups have settled, or there are other topics. */
    void look(Draft draft) {
        Optional<SortedMap<TopicId, TopicPlaces>> present = Optional.of(topics.get());
        boolean others = !present.equals(known);
        known = present;
        draft.committed()
                .forEach(
                        (id, state) -> {
                            if (others && isInNeed(state)) {
                                waiting.add(id);
                            }
                        });
        for (GroupId id : List.copyOf(waiting)) {
            if (isSettled(id)) {
                draft.put(id, found(id, draft.group(id)));
            }
        }
    }

    private static boolean isInNeed(GroupState state) {
        return !state.group().members().isEmpty();
    }
}
