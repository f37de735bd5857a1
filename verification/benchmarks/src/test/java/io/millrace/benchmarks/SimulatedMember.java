package io.millrace.benchmarks;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a broker knows of a member that it speaks for. It is spoken for by one thread at a time; any
 * thread may ask what it has.
 */
final class SimulatedMember {
    private static final long REBALANCE_TIMEOUT_MS = 300_000;

    private final GroupId group;
    private final MemberId id;
    private final UUID incarnation = UUID.randomUUID();
    private volatile @Nullable Membership told;
    private final AtomicLong next = new AtomicLong();
    private volatile long committed;

    SimulatedMember(GroupId group, MemberId id) {
        this.group = group;
        this.id = id;
    }

    GroupId group() {
        return group;
    }

    JoinGroup wish(TopicName topic) {
        return new JoinGroup(
                group,
                id,
                incarnation,
                Optional.empty(),
                Set.of(topic),
                Optional.empty(),
                Optional.empty(),
                REBALANCE_TIMEOUT_MS,
                Optional.empty());
    }

    void joined(Membership membership) {
        told = membership;
    }

    boolean hasJoined() {
        return told != null;
    }

    /** Nothing if it has not joined, or is giving something up. */
    Set<PartitionId> partitions() {
        Membership known = told;
        return known == null || !known.revoking().isEmpty() ? Set.of() : known.assigned().keySet();
    }

    /** It gives up at once what it is to. */
    MemberBeat beat() {
        Membership known = told;
        if (known == null) {
            throw new IllegalStateException(id + " has not joined");
        }
        return MemberBeat.alive(group, id, known.session(), known.memberEpoch())
                .releasing(known.revoking());
    }

    /** It has read another record of each of its partitions. */
    MemberBeat commit() {
        long now = next.incrementAndGet();
        Map<PartitionId, NextOffset> offsets = new HashMap<>();
        for (PartitionId partition : partitions()) {
            offsets.put(partition, new NextOffset(now, OptionalInt.of(0), ""));
        }
        return beat().committing(offsets);
    }

    /**
     * @return how many offsets were committed
     */
    int heard(MemberAnswer answer) {
        answer.membership().ifPresent(this::joined);
        CommittedOffsets now = answer.committed();
        if (now.offsets().isEmpty() || !now.refused().isEmpty()) {
            return 0;
        }
        committed = next.get();
        return now.offsets().size();
    }

    /** Whether so much is committed as it was told, and no more than it has asked for. */
    boolean isKept(Map<PartitionId, NextOffset> offsets) {
        return partitions().stream()
                .map(offsets::get)
                .allMatch(
                        kept ->
                                kept == null
                                        ? committed == 0
                                        : kept.nextOffset() >= committed
                                                && kept.nextOffset() <= next.get());
    }
}
