package io.millrace.broker.http.group;

import io.millrace.broker.http.tail.AssignedReads.Place;
import io.millrace.broker.http.tail.AssignedReads.Start;
import io.millrace.broker.http.tail.AssignedTail;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the member of a stream has, and where its reader stands in it. What it keeps while other
 * partitions come and go is read on without a break. Owned by the stream's thread.
 */
final class Holding {
    private final CursorPlaces places;
    private final AssignedTail tail;
    private Membership membership;
    private GroupCursor before;
    private Map<PartitionId, Start> absent;

    /**
     * What has changed.
     *
     * @param given where the reader begins
     * @param revoked what the member has to say that it has given up
     * @param lost what it does not have any more
     */
    record Change(List<Place> given, Set<PartitionId> revoked, Set<PartitionId> lost) {
        private static final Change NONE = new Change(List.of(), Set.of(), Set.of());
    }

    /**
     * @param starts where the member goes on, or begins
     * @param tail that reads nothing yet
     */
    Holding(
            CursorPlaces places,
            AssignedTail tail,
            Membership membership,
            GroupCursor before,
            Map<PartitionId, Start> starts) {
        this.places = places;
        this.tail = tail;
        this.membership = membership;
        this.before = before;
        this.absent = starts;
    }

    Membership membership() {
        return membership;
    }

    AssignedTail tail() {
        return tail;
    }

    GroupCursor cursor() {
        return places.cursor(before, membership, tail.places());
    }

    /** What of the reader's position is not committed yet, as far as the group's owner has told. */
    Map<PartitionId, NextOffset> commits() {
        Map<PartitionId, NextOffset> commits = places.commits(cursor());
        commits.entrySet().removeIf(e -> isCommitted(e.getKey(), e.getValue()));
        return commits;
    }

    private boolean isCommitted(PartitionId id, NextOffset next) {
        NextOffset told = membership.begins().get(id);
        return told != null && told.nextOffset() >= next.nextOffset();
    }

    /** Answers may overtake each other: what was given up in this epoch is not taken back in it. */
    boolean isNews(Membership now) {
        return now.session() == membership.session()
                && now.shardEpoch() >= membership.shardEpoch()
                && (now.memberEpoch() > membership.memberEpoch()
                        || (now.memberEpoch() == membership.memberEpoch()
                                && now.revoking().containsAll(membership.revoking())));
    }

    /**
     * Takes what the group's owner says now. Blocks.
     *
     * @throws io.millrace.protocol.MillraceException if a leader has to say where to begin, and
     *     there is none
     */
    Change follow(Membership now) {
        Membership had = membership;
        if (now.assigned().equals(had.assigned()) && now.revoking().equals(had.revoking())) {
            membership = now;
            return Change.NONE;
        }
        before = cursor();
        membership = now;
        Set<PartitionId> revoked = minus(now.revoking(), had.revoking());
        Set<PartitionId> lost = minus(had.assigned().keySet(), now.assigned().keySet());
        lost.removeAll(now.revoking());
        Set<PartitionId> kept = new HashSet<>();
        Map<PartitionId, Start> wanted = new TreeMap<>();
        now.assigned()
                .forEach(
                        (id, since) -> {
                            if (!since.equals(had.assigned().get(id))) {
                                wanted.put(id, begin(id));
                            } else if (absent.containsKey(id)) {
                                wanted.put(id, absent.get(id));
                            } else {
                                kept.add(id);
                            }
                        });
        return new Change(change(kept, wanted), revoked, lost);
    }

    private Start begin(PartitionId id) {
        return CursorPlaces.start(
                Optional.empty(), Optional.ofNullable(membership.begins().get(id)));
    }

    /** Whether it has partitions of topics that this broker has not heard of yet. */
    boolean isIncomplete() {
        return !absent.isEmpty();
    }

    /** Begins what was missing, as far as it is there now; blocks as {@link #follow} does. */
    List<Place> complete() {
        return change(ids(tail.places()), absent);
    }

    /** Stops reading topics that are gone: the group's owner will say that they are. */
    void dropDeleted() {
        before = cursor();
        tail.change(ids(tail.places()), Map.of());
    }

    private List<Place> change(Set<PartitionId> kept, Map<PartitionId, Start> wanted) {
        tail.change(kept, wanted);
        absent = new TreeMap<>(wanted);
        List<Place> given =
                tail.places().stream().filter(place -> !kept.contains(place.id())).toList();
        absent.keySet().removeAll(ids(given));
        return given;
    }

    private static Set<PartitionId> ids(Collection<Place> of) {
        Set<PartitionId> ids = new HashSet<>();
        of.forEach(place -> ids.add(place.id()));
        return ids;
    }

    private static Set<PartitionId> minus(
            Collection<PartitionId> all, Collection<PartitionId> others) {
        Set<PartitionId> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }
}
