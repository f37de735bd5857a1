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
        return lags(List.of(groups.describe(id))).getFirst();
    }

    /** Of groups that were just described, in their order. */
    List<LagView> lags(List<GroupDescription> described) {
        KnownTopics known = new KnownTopics(topics.metadata());
        List<Reading> readings = described.stream().map(group -> reading(group, known)).toList();
        Map<PartitionId, LogPositions> found = partitions.positions(questions(readings));
        return readings.stream().map(reading -> lag(reading, found)).toList();
    }

    /**
     * @param holders who has which partition
     * @param named partitions that the group reads, or has read
     */
    private record Reading(
            GroupDescription group, Map<PartitionId, String> holders, List<NamedPartition> named) {

        @Nullable CommittedPosition committed(NamedPartition partition) {
            return group.offsets().get(partition.id());
        }
    }

    private static Reading reading(GroupDescription group, KnownTopics known) {
        Map<PartitionId, String> holders = holders(group.members());
        Set<PartitionId> read = new HashSet<>(group.offsets().keySet());
        read.addAll(holders.keySet());
        return new Reading(group, holders, known.named(read));
    }

    /** One for each partition, be it read by one group or by many. */
    private static List<PositionQuestion> questions(List<Reading> readings) {
        Map<NamedPartition, Set<Long>> offsets = new HashMap<>();
        for (Reading reading : readings) {
            for (NamedPartition named : reading.named()) {
                Set<Long> asked = offsets.computeIfAbsent(named, first -> new HashSet<>());
                CommittedPosition committed = reading.committed(named);
                if (committed != null) {
                    asked.add(committed.next().nextOffset());
                }
            }
        }
        return offsets.entrySet().stream()
                .map(
                        each ->
                                new PositionQuestion(
                                        each.getKey(), each.getValue(), OptionalLong.empty()))
                .toList();
    }

    private LagView lag(Reading reading, Map<PartitionId, LogPositions> found) {
        return LagView.of(
                reading.group().summary().group().value(),
                reading.named().stream()
                        .map(
                                each ->
                                        lag(
                                                each,
                                                reading.holders().get(each.id()),
                                                reading.committed(each),
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
