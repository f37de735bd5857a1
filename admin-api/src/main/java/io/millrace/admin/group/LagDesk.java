package io.millrace.admin.group;

import io.millrace.admin.group.LagView.PartitionLag;
import io.millrace.admin.partition.PartitionControl;
import io.millrace.admin.topic.TopicControl;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.facts.LogPositions;
import io.millrace.protocol.facts.LogPositions.FoundRecord;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PositionQuestion;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupDescription.CommittedPosition;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberDescription;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds how far groups are behind: one question to each broker. Calls block. */
@Component
final class LagDesk {
    private final GroupControl groups;
    private final TopicControl topics;
    private final PartitionControl partitions;
    private final Clock clock;

    LagDesk(GroupControl groups, TopicControl topics, PartitionControl partitions, Clock clock) {
        this.groups = groups;
        this.topics = topics;
        this.partitions = partitions;
        this.clock = clock;
    }

    LagView lag(GroupId id) {
        GroupDescription group = groups.describe(id);
        Map<PartitionId, String> holders = holders(group.members());
        Set<PartitionId> read = new HashSet<>(group.offsets().keySet());
        read.addAll(holders.keySet());
        List<NamedPartition> named = new KnownTopics(topics.metadata()).named(read);
        Map<PartitionId, LogPositions> found =
                partitions.positions(
                        named.stream()
                                .map(each -> question(each, group.offsets().get(each.id())))
                                .toList());
        return LagView.of(
                id.value(),
                named.stream()
                        .map(
                                each ->
                                        lag(
                                                each,
                                                holders.get(each.id()),
                                                group.offsets().get(each.id()),
                                                found.get(each.id())))
                        .toList());
    }

    private static Map<PartitionId, String> holders(List<MemberDescription> members) {
        Map<PartitionId, String> holders = new HashMap<>();
        for (MemberDescription member : members) {
            String id = member.id().value();
            member.assigned().keySet().forEach(partition -> holders.put(partition, id));
            member.revoking().forEach(partition -> holders.put(partition, id));
        }
        return holders;
    }

    private static PositionQuestion question(
            NamedPartition named, @Nullable CommittedPosition committed) {
        return new PositionQuestion(
                named,
                committed == null ? Set.of() : Set.of(committed.next().nextOffset()),
                OptionalLong.empty());
    }

    private PartitionLag lag(
            NamedPartition named,
            @Nullable String holder,
            @Nullable CommittedPosition committed,
            @Nullable LogPositions log) {
        Long offset = committed == null ? null : committed.next().nextOffset();
        PartitionLag unknown =
                PartitionLag.unknown(
                        named.topic().value(),
                        named.id().partition(),
                        holder,
                        offset,
                        log == null ? null : log.logStartOffset(),
                        log == null ? null : log.highWatermark());
        if (offset == null || log == null) {
            return unknown;
        }
        FoundRecord first = log.records().get(offset);
        return unknown.known(
                lag(first, log),
                lagMs(first),
                Math.max(0, log.logStartOffset() - offset),
                atRisk(first, log));
    }

    private static @Nullable Long atRisk(@Nullable FoundRecord first, LogPositions log) {
        if (first == null) {
            return 0L;
        }
        return log.expiringBefore().isPresent()
                ? Math.max(0, log.expiringBefore().getAsLong() - first.offset())
                : null;
    }

    /** From the first record that is to be read: neither what was deleted, nor the log's notes. */
    private static long lag(@Nullable FoundRecord first, LogPositions log) {
        return first == null ? 0 : Math.max(0, log.highWatermark() - first.offset());
    }

    private @Nullable Long lagMs(@Nullable FoundRecord first) {
        if (first == null) {
            return 0L;
        }
        return first.appendTimeMs().isPresent()
                ? Math.max(0, clock.millis() - first.appendTimeMs().getAsLong())
                : null;
    }
}
