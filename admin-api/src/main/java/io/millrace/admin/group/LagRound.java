package io.millrace.admin.group;

import io.millrace.admin.group.LagView.PartitionLag;
import io.millrace.admin.lag.LagSample;
import io.millrace.admin.lag.SampledGroups;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupSummary;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.ShardLists.ShardList;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Samples once how far groups are behind: one question for each group to its owner, and one for
 * some hundred partitions to each broker. Called by one thread; calls block.
 */
@Component
final class LagRound {
    /** A broker has two seconds for its answer, and may have to read a file for each of them. */
    static final int PARTITIONS_AT_ONCE = 500;

    /** With 64 shards ten times as many as are sampled, so that none of a few groups is missed. */
    private static final int LISTED_PER_SHARD = 64;

    private final GroupControl groups;
    private final LagDesk desk;
    private final SampledGroups samples;
    private final LagProperties properties;
    private final Clock clock;

    LagRound(
            GroupControl groups,
            LagDesk desk,
            SampledGroups samples,
            LagProperties properties,
            Clock clock) {
        this.groups = groups;
        this.desk = desk;
        this.samples = samples;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * @param sampled groups that got a sample
     * @param groupsLeftOut others that exist: there was no room or no time for them, or nobody
     *     could tell of them
     * @param topicsLeftOut topics of sampled groups for which there was no room
     */
    record Result(int sampled, int groupsLeftOut, int topicsLeftOut) {}

    /**
     * Takes half of the time until the next round at most, and one question more.
     *
     * @param stopped whether it is to end at the next question
     */
    Result run(BooleanSupplier stopped) {
        long endMs = clock.millis() + properties.every().toMillis() / 2;
        Collection<ShardList> shards =
                GroupLists.newest(
                                groups.list(
                                        new ListGroups("", Optional.empty(), "", LISTED_PER_SHARD)))
                        .values();
        int exist = shards.stream().mapToInt(ShardList::matching).sum();
        int sampled = 0;
        Batch batch = new Batch();
        for (GroupId group : samples.choose(names(shards), clock.millis())) {
            if (stopped.getAsBoolean() || clock.millis() >= endMs) {
                break;
            }
            describe(group).ifPresent(batch::add);
            if (batch.partitions >= PARTITIONS_AT_ONCE) {
                sampled += sample(batch);
                batch = new Batch();
            }
        }
        sampled += sample(batch);
        return new Result(sampled, Math.max(0, exist - sampled), samples.topicsLeftOut());
    }

    private static List<GroupId> names(Collection<ShardList> shards) {
        return shards.stream()
                .flatMap(shard -> shard.groups().stream())
                .map(GroupSummary::group)
                .sorted()
                .toList();
    }

    /** Empty if its owner does not tell at the moment; the next round asks again. */
    private Optional<GroupDescription> describe(GroupId group) {
        try {
            return Optional.of(groups.describe(group));
        } catch (MillraceException refusal) {
            if (refusal.problem().code() == ErrorCode.GROUP_NOT_FOUND) {
                samples.drop(group);
            }
            return Optional.empty();
        }
    }

    private int sample(Batch batch) {
        if (!batch.groups.isEmpty()) {
            List<LagView> lags = desk.lags(batch.groups);
            long atMs = clock.millis();
            lags.forEach(lag -> samples.add(new GroupId(lag.group()), atMs, byTopic(lag, atMs)));
        }
        return batch.groups.size();
    }

    /**
     * Without topics in which nothing was committed yet: nobody can tell how far behind that is.
     */
    private static SortedMap<TopicName, LagSample> byTopic(LagView view, long atMs) {
        Map<String, List<PartitionLag>> committed = new HashMap<>();
        for (PartitionLag partition : view.partitions()) {
            if (partition.committedOffset() != null) {
                committed
                        .computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                        .add(partition);
            }
        }
        SortedMap<TopicName, LagSample> samples = new TreeMap<>();
        committed.forEach(
                (topic, partitions) ->
                        samples.put(
                                new TopicName(topic),
                                new LagSample(
                                        atMs,
                                        known(partitions, PartitionLag::lag, Long::sum),
                                        known(partitions, PartitionLag::lagMs, Math::max))));
        return samples;
    }

    private static OptionalLong known(
            List<PartitionLag> partitions,
            Function<PartitionLag, @Nullable Long> of,
            LongBinaryOperator both) {
        long result = 0;
        for (PartitionLag partition : partitions) {
            Long value = of.apply(partition);
            if (value == null) {
                return OptionalLong.empty();
            }
            result = both.applyAsLong(result, value);
        }
        return OptionalLong.of(result);
    }

    /** Groups that are asked about together. */
    private static final class Batch {
        final List<GroupDescription> groups = new ArrayList<>();
        int partitions;

        void add(GroupDescription group) {
            groups.add(group);
            partitions += group.offsets().size();
        }
    }
}
