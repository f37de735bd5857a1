package io.millrace.groups;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.InstanceId;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A member of a group, as it is stored.
 *
 * @param instance if it is a static member
 * @param incarnation made by the client for each join, and repeated by that join's retries: another
 *     one has dropped everything that this one had (ADR 16, 1). Of a stream that has taken over:
 *     its own
 * @param session the group epoch in which its session began; whatever is said in another one is
 *     void
 * @param epoch the group epoch up to which it has followed
 * @param rebalanceTimeout how long it may take to give partitions up
 * @param held each partition that it has, or is giving up → the group epoch in which it was given,
 *     its assignment epoch (KIP-1251)
 * @param revoking those of them that it is to give up
 * @param away whether it has said that it will be back: its instance may come under another member
 *     id
 */
public record Member(
        Optional<InstanceId> instance,
        UUID incarnation,
        long session,
        long epoch,
        Subscription subscription,
        Optional<String> rack,
        Duration rebalanceTimeout,
        SortedMap<PartitionId, Long> held,
        SortedSet<PartitionId> revoking,
        boolean away) {

    public Member {
        held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
        revoking = Collections.unmodifiableSortedSet(new TreeSet<>(revoking));
        if (!held.keySet().containsAll(revoking)) {
            throw new IllegalArgumentException("gives up what it has not: " + revoking);
        }
        if (session > epoch) {
            throw new IllegalArgumentException("epoch " + epoch + " is before session " + session);
        }
    }

    /** Joins in this epoch, with nothing. */
    static Member joined(JoinRequest request, long epoch) {
        return new Member(
                request.instance(),
                request.incarnation(),
                epoch,
                epoch,
                request.subscription(),
                request.rack(),
                request.rebalanceTimeout(),
                new TreeMap<>(),
                new TreeSet<>(),
                false);
    }

    /** Joins again in this epoch: it keeps what it had, but as somebody else. */
    Member rejoined(JoinRequest request, long now) {
        return new Member(
                request.instance(),
                request.incarnation(),
                now,
                now,
                request.subscription(),
                request.rack(),
                request.rebalanceTimeout(),
                raised(now),
                revoking,
                false);
    }

    /** Nothing that it was told before counts any more, but its session goes on. */
    Member takenOver(UUID stream, long now) {
        return new Member(
                instance,
                stream,
                session,
                now,
                subscription,
                rack,
                rebalanceTimeout,
                raised(now),
                revoking,
                away);
    }

    /** Its session is over, too. */
    Member expelled(long now) {
        return with(now, now, raised(now), revoking, away);
    }

    private SortedMap<PartitionId, Long> raised(long now) {
        SortedMap<PartitionId, Long> raised = new TreeMap<>(held);
        raised.replaceAll((partition, given) -> now);
        return raised;
    }

    Member subscribed(Subscription other, Optional<String> otherRack) {
        return new Member(
                instance,
                incarnation,
                session,
                epoch,
                other,
                otherRack,
                rebalanceTimeout,
                held,
                revoking,
                away);
    }

    Member leaving() {
        return with(session, epoch, held, revoking, true);
    }

    /** Is to give these up, too. */
    Member revoking(Collection<PartitionId> more) {
        SortedSet<PartitionId> all = new TreeSet<>(revoking);
        all.addAll(more);
        return with(session, epoch, held, all, away);
    }

    /** Has given these up. */
    Member without(Set<PartitionId> released) {
        SortedMap<PartitionId, Long> kept = new TreeMap<>(held);
        kept.keySet().removeAll(released);
        SortedSet<PartitionId> rest = new TreeSet<>(revoking);
        rest.removeAll(released);
        return with(session, epoch, kept, rest, away);
    }

    /** Has followed up to this epoch, and is given these in it. */
    Member given(Collection<PartitionId> partitions, long now) {
        SortedMap<PartitionId, Long> more = new TreeMap<>(held);
        partitions.forEach(partition -> more.put(partition, now));
        return with(session, now, more, revoking, away);
    }

    private Member with(
            long newSession,
            long newEpoch,
            Map<PartitionId, Long> nowHeld,
            Set<PartitionId> nowRevoking,
            boolean nowAway) {
        return new Member(
                instance,
                incarnation,
                newSession,
                newEpoch,
                subscription,
                rack,
                rebalanceTimeout,
                new TreeMap<>(nowHeld),
                new TreeSet<>(nowRevoking),
                nowAway);
    }

    /** What it may work on. */
    public SortedMap<PartitionId, Long> kept() {
        SortedMap<PartitionId, Long> kept = new TreeMap<>(held);
        kept.keySet().removeAll(revoking);
        return kept;
    }
}
