package io.millrace.broker.partition;

import io.millrace.log.SegmentInfo;
import io.millrace.log.retention.Expiry;
import io.millrace.log.retention.GuardedRetention;
import io.millrace.log.retention.Retention;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.ReadFloors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owned by the retention chore: deletes whole segments that have had their time from the partitions
 * that are led here, and tells what groups lose by it. A follower's log begins where its leader's
 * does.
 *
 * <p>How far groups are is asked in each pass, and only if something is about to go (ADR 21).
 */
final class RetentionPass {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionPass.class);
    private static final long NOBODY = Long.MAX_VALUE;

    private final OptionalLong now;
    private final Function<ReadFloors, GroupFloors> groups;

    /** A partition of which something goes soon. */
    private record Candidate(HostedPartition partition, List<SegmentInfo> segments, Expiry expiry) {
        long logStart() {
            return partition.log().logStartOffset();
        }
    }

    /**
     * @param now of a clock that may be trusted with deletion; empty: nothing goes by age
     */
    RetentionPass(OptionalLong now, Function<ReadFloors, GroupFloors> groups) {
        this.now = now;
        this.groups = groups;
    }

    void run(Collection<Hosted> all) {
        List<Candidate> candidates = new ArrayList<>();
        for (Hosted each : all) {
            HostedPartition partition = each.partition();
            if (!partition.isLeading() || !each.config().isDeleted()) {
                partition.expiring(OptionalLong.empty(), 0);
                continue;
            }
            Candidate candidate = candidate(partition, each.config());
            if (candidate.expiry().soon() > candidate.logStart()) {
                candidates.add(candidate);
            } else {
                partition.expiring(OptionalLong.of(candidate.expiry().soon()), 0);
            }
        }
        if (!candidates.isEmpty()) {
            GroupFloors floors = floors(candidates);
            candidates.forEach(each -> retain(each, floors));
        }
    }

    private Candidate candidate(HostedPartition partition, TopicConfig config) {
        List<SegmentInfo> segments = partition.log().segments();
        Expiry expiry =
                new GuardedRetention(
                                new Retention(config.retentionMs(), config.retentionBytes()),
                                config.retentionGuardMs())
                        .expiry(
                                segments,
                                partition.log().logStartOffset(),
                                partition.offsets().highWatermark(),
                                now);
        return new Candidate(partition, segments, expiry);
    }

    private GroupFloors floors(List<Candidate> candidates) {
        GroupFloors floors =
                groups.apply(
                        new ReadFloors(
                                candidates.stream()
                                        .map(each -> each.partition().id())
                                        .collect(Collectors.toSet())));
        if (!floors.isComplete()) {
            LOG.atWarn()
                    .addKeyValue("shards", floors.shards().size())
                    .log("Not all groups can be asked how far they are; what they may need stays");
        }
        return floors;
    }

    private static void retain(Candidate candidate, GroupFloors floors) {
        HostedPartition partition = candidate.partition();
        long before = candidate.logStart();
        OptionalLong unread = unread(candidate, floors);
        long keptFrom = floors.isComplete() ? unread.orElse(NOBODY) : before;
        long start = candidate.expiry().newLogStart(candidate.segments(), keptFrom);
        long soon = candidate.expiry().soon();
        partition.expiring(
                OptionalLong.of(soon), Math.max(0, soon - Math.max(start, unread.orElse(NOBODY))));
        if (start > before) {
            long lost = Math.max(0, start - Math.max(before, unread.orElse(NOBODY)));
            var _ = partition.deleteBefore(start).thenRun(() -> partition.deletedUnread(lost));
        }
    }

    /** The first record that a group has still to read: a log's notes hold nothing up. */
    private static OptionalLong unread(Candidate candidate, GroupFloors floors) {
        HostedPartition partition = candidate.partition();
        OptionalLong floor = floors.of(partition.id());
        if (floor.isEmpty() || floor.getAsLong() >= candidate.expiry().soon()) {
            return floor;
        }
        try {
            return partition.firstRecord(floor.getAsLong());
        } catch (RuntimeException unreadable) {
            // Damaged, or led elsewhere by now: what can't be read may well be a record.
            return floor;
        }
    }
}
