package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.GroupState;
import io.millrace.groups.Member;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When each member of a shard was last heard of, and since when it is to give something up. In
 * memory only: a new owner gives everybody its whole time again. Any thread, but that only the
 * shard's looks for those whose time is over.
 */
final class Presence {
    /** Whoever did not look for so long could not hear anybody either. */
    private static final Duration BLIND = Duration.ofSeconds(5);

    private final GroupSettings settings;
    private final LongSupplier nanoTime;
    private final Map<Place, Long> heardAt = new ConcurrentHashMap<>();
    private final Map<Place, Long> revokingSince = new ConcurrentHashMap<>();
    private long lookedAt;

    /** A member of a group. */
    record Place(GroupId group, MemberId member) {}

    Presence(GroupSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.lookedAt = nanoTime.getAsLong();
    }

    void heardOf(GroupId group, MemberId member) {
        heardAt.put(new Place(group, member), nanoTime.getAsLong());
    }

    /** How long a member has left to give up what it is to; none if there is nothing. */
    Duration revokeWithin(Place place, Member member) {
        if (member.revoking().isEmpty()) {
            return Duration.ZERO;
        }
        long now = nanoTime.getAsLong();
        long since = revokingSince.getOrDefault(place, now);
        return member.rebalanceTimeout().minusNanos(now - since);
    }

    /** Members whose time is over. */
    List<Place> overdue(Map<GroupId, GroupState> groups) {
        long now = nanoTime.getAsLong();
        if (now - lookedAt > BLIND.toNanos()) {
            heardAt.clear();
            revokingSince.clear();
        }
        lookedAt = now;
        Set<Place> present = new HashSet<>();
        List<Place> overdue = new ArrayList<>();
        groups.forEach(
                (group, state) ->
                        state.group()
                                .members()
                                .forEach(
                                        (id, member) -> {
                                            Place place = new Place(group, id);
                                            present.add(place);
                                            if (isOverdue(place, member, now)) {
                                                overdue.add(place);
                                            }
                                        }));
        heardAt.keySet().retainAll(present);
        revokingSince.keySet().retainAll(present);
        return overdue;
    }

    private boolean isOverdue(Place place, Member member, long now) {
        Duration patience =
                member.instance().isPresent()
                        ? settings.staticSessionTimeout()
                        : settings.sessionTimeout();
        boolean silent = now - heardAt.computeIfAbsent(place, unheard -> now) > patience.toNanos();
        if (member.revoking().isEmpty()) {
            revokingSince.remove(place);
            return silent;
        }
        long since = revokingSince.computeIfAbsent(place, unknown -> now);
        return silent || now - since > member.rebalanceTimeout().toNanos();
    }
}
