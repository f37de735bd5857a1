package io.millrace.simulation.group;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a process takes itself for, by the rules for members in ADR 16. */
final class Belief {
    /** No member yet. */
    static final long NO_SESSION = 0;

    private final SortedMap<PartitionId, Long> positions = new TreeMap<>();
    private final SortedSet<PartitionId> released = new TreeSet<>();
    private final SortedSet<PartitionId> leaving = new TreeSet<>();
    private long session = NO_SESSION;
    private long epoch;

    long session() {
        return session;
    }

    long epoch() {
        return epoch;
    }

    /** What it works on, and how far it has come. */
    SortedMap<PartitionId, Long> positions() {
        return positions;
    }

    /** What it has given up since it has heard of its epoch. */
    Set<PartitionId> released() {
        return released;
    }

    boolean isToGiveUp() {
        return !leaving.isEmpty();
    }

    void begin(Membership membership) {
        session = membership.session();
        adopt(membership);
    }

    /**
     * Goes on with what it has; what is new begins where it is told. Answers of one epoch have no
     * order: it takes nothing back in the epoch in which it has released it.
     */
    void adopt(Membership membership) {
        if (membership.session() != session || membership.memberEpoch() < epoch) {
            return;
        }
        if (membership.memberEpoch() > epoch) {
            epoch = membership.memberEpoch();
            released.clear();
            leaving.clear();
        }
        for (PartitionId partition : membership.assigned().keySet()) {
            if (!released.contains(partition) && !positions.containsKey(partition)) {
                NextOffset begin = membership.begins().get(partition);
                positions.put(partition, begin == null ? 0 : begin.nextOffset());
            }
        }
        leaving.addAll(membership.revoking());
        leaving.removeAll(released);
    }

    /**
     * Stops working on what it is to give up.
     *
     * @return how far it had come there
     */
    Map<PartitionId, Long> giveUp() {
        SortedMap<PartitionId, Long> last = new TreeMap<>(positions);
        last.keySet().retainAll(leaving);
        positions.keySet().removeAll(leaving);
        released.addAll(leaving);
        leaving.clear();
        return last;
    }

    static Map<PartitionId, NextOffset> offsets(Map<PartitionId, Long> positions) {
        SortedMap<PartitionId, NextOffset> offsets = new TreeMap<>();
        positions.forEach(
                (partition, next) ->
                        offsets.put(partition, new NextOffset(next, OptionalInt.empty(), "")));
        return offsets;
    }
}
