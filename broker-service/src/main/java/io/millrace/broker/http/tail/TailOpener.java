package io.millrace.broker.http.tail;

import io.millrace.broker.http.leader.LeaderPatience;
import io.millrace.broker.http.stream.Wakeup;
import io.millrace.broker.http.tail.cursor.Cursor;
import io.millrace.broker.http.tail.cursor.CursorPosition;
import io.millrace.broker.http.tail.cursor.CursorTopic;
import io.millrace.broker.http.tail.cursor.EventStreamsPosition;
import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Turns the wish to read topics into positions: finds the topics, resolves every start to a number
 * and has positions from elsewhere confirmed by the leaders. Blocks; any virtual thread.
 */
final class TailOpener {
    private static final int CONFIRM_BYTES = 1;
    private static final Duration RETRY = Duration.ofMillis(100);

    private final Topics topics;
    private final Duration leaderWait;

    TailOpener(Topics topics, Duration leaderWait) {
        this.topics = topics;
        this.leaderWait = leaderWait;
    }

    /**
     * @param partitions only these, in each topic; all if empty
     * @param failOnGap whether a gap is a refusal
     */
    TailOpening open(
            List<TopicName> names, Set<Integer> partitions, TailStart start, boolean failOnGap) {
        try {
            checkNames(names, start);
            List<TailTopic> opened = new ArrayList<>();
            List<Gap> gaps = new ArrayList<>();
            for (TopicName name : names) {
                Optional<Topic> topic = topics.find(name);
                if (topic.isEmpty()) {
                    return isNamed(name, start)
                            ? new TailOpening.Gone(name)
                            : new TailOpening.Refused(notFound(name));
                }
                opened.add(topic(topic.get(), partitions, start, failOnGap, gaps));
            }
            boolean resumed =
                    start instanceof TailStart.Resume || start instanceof TailStart.Assigned;
            return new TailOpening.Opened(new TailPositions(opened), gaps, resumed);
        } catch (MillraceException refused) {
            return new TailOpening.Refused(refused.problem());
        }
    }

    /** The position of a partition that came into being while the stream ran. Asks nobody. */
    TailPosition joined(TailTopic topic, int index, Partition partition) {
        return at(topic, index, partition, partition.offsets().logStart());
    }

    private TailPosition earliest(TailTopic topic, int index, Partition partition) {
        return at(topic, index, partition, patience().earliest(partition));
    }

    private TailTopic topic(
            Topic topic, Set<Integer> only, TailStart start, boolean failOnGap, List<Gap> gaps) {
        TailTopic opened = new TailTopic(topic);
        checkPartitions(topic, only, start);
        for (int index = 0; index < topic.partitions().size(); index++) {
            if (only.isEmpty() || only.contains(index)) {
                Partition partition = topic.partitions().get(index);
                opened.positions().add(position(opened, index, partition, start, failOnGap, gaps));
            }
        }
        return opened;
    }

    private TailPosition position(
            TailTopic topic,
            int index,
            Partition partition,
            TailStart start,
            boolean failOnGap,
            List<Gap> gaps) {
        return switch (start) {
            case TailStart.Earliest ignored -> earliest(topic, index, partition);
            case TailStart.Latest ignored -> at(topic, index, partition, latest(partition));
            case TailStart.At(long timestamp) ->
                    at(topic, index, partition, since(partition, timestamp));
            case TailStart.Resume(Cursor cursor, TailStart otherTopics) -> {
                Optional<CursorTopic> named = cursor.topic(topic.name());
                if (named.isEmpty()) {
                    yield position(topic, index, partition, otherTopics, failOnGap, gaps);
                }
                Optional<CursorPosition> known = named.get().position(index);
                yield known.isEmpty()
                        ? earliest(topic, index, partition)
                        : confirmed(
                                topic,
                                index,
                                partition,
                                known.get().nextOffset(),
                                known.get().leaderEpoch(),
                                failOnGap,
                                gaps);
            }
            case TailStart.Assigned(List<EventStreamsPosition> positions, TailStart otherTopics) ->
                    assigned(topic, index, partition, positions, otherTopics, gaps);
        };
    }

    private TailPosition assigned(
            TailTopic topic,
            int index,
            Partition partition,
            List<EventStreamsPosition> positions,
            TailStart otherTopics,
            List<Gap> gaps) {
        List<EventStreamsPosition> ofTopic =
                positions.stream().filter(p -> p.topic().equals(topic.name())).toList();
        if (ofTopic.isEmpty()) {
            return position(topic, index, partition, otherTopics, false, gaps);
        }
        Optional<EventStreamsPosition> known =
                ofTopic.stream().filter(p -> p.partition() == index).findFirst();
        if (known.isEmpty()) {
            return earliest(topic, index, partition);
        }
        if (known.get().offset().isEmpty()) {
            return at(
                    topic,
                    index,
                    partition,
                    since(partition, known.get().timestamp().orElseThrow()));
        }
        long offset = known.get().offset().getAsLong();
        return offset == EventStreamsPosition.LATEST
                ? at(topic, index, partition, latest(partition))
                : confirmed(topic, index, partition, offset, OptionalInt.empty(), false, gaps);
    }

    private TailPosition at(TailTopic topic, int index, Partition partition, long offset) {
        int epoch = partition.leaderEpoch();
        return new TailPosition(topic, index, partition, offset, epoch, epoch);
    }

    /** A position that somebody else wrote down: the leader must know it. */
    private TailPosition confirmed(
            TailTopic topic,
            int index,
            Partition partition,
            long offset,
            OptionalInt epoch,
            boolean failOnGap,
            List<Gap> gaps) {
        long deadline = System.nanoTime() + leaderWait.toNanos();
        while (true) {
            int leaderEpoch = partition.leaderEpoch();
            FetchOutcome outcome = partition.fetch(offset, CONFIRM_BYTES, epoch);
            if (outcome instanceof FetchOutcome.Empty(Offsets offsets)
                    && offset > offsets.highWatermark()
                    && System.nanoTime() - deadline < 0) {
                // A new leader can't say yet whether this is beyond its end (rule R6).
                latest(partition);
                continue;
            }
            if (!(outcome instanceof FetchOutcome.Refused(Problem problem))) {
                int last = epoch.orElse(leaderEpoch);
                return new TailPosition(topic, index, partition, offset, last, leaderEpoch);
            }
            Optional<Gap.Reason> reason = GapRule.reason(problem);
            if (reason.isPresent() && !failOnGap) {
                long resumedAt = GapRule.resumedAt(problem, partition.offsets(), offset);
                TailPosition position = at(topic, index, partition, resumedAt);
                gaps.add(new Gap(position, offset, resumedAt, reason.get()));
                return position;
            }
            if (!problem.retriable() || System.nanoTime() - deadline > 0) {
                throw problem.with("topic", topic.name().value())
                        .with("partition", index)
                        .asException();
            }
            pause();
        }
    }

    private long latest(Partition partition) {
        return patience().latest(partition);
    }

    private long since(Partition partition, long timestamp) {
        LeaderPatience patience = patience();
        return patience.offsetForTimestamp(partition, timestamp)
                .map(TimestampedOffset::offset)
                .orElseGet(() -> patience.latest(partition));
    }

    private LeaderPatience patience() {
        return LeaderPatience.of(leaderWait);
    }

    private static void checkNames(List<TopicName> names, TailStart start) {
        for (TopicName named : namedIn(start)) {
            if (!names.contains(named)) {
                throw invalidCursor("it names topic " + named.value() + ", which is not asked for");
            }
        }
    }

    private static void checkPartitions(Topic topic, Set<Integer> only, TailStart start) {
        int count = topic.partitions().size();
        TopicName name = topic.metadata().name();
        for (int index : only) {
            if (index >= count) {
                throw Problem.of(
                                ErrorCode.PARTITION_NOT_FOUND,
                                "Topic " + name.value() + " has " + count + " partitions")
                        .with("topic", name.value())
                        .with("partition", index)
                        .asException();
            }
        }
        if (start instanceof TailStart.Resume(Cursor cursor, var ignored)) {
            cursor.topic(name).ifPresent(named -> checkCursor(topic, named));
        }
        if (start instanceof TailStart.Assigned(List<EventStreamsPosition> positions, var ignored)
                && positions.stream()
                        .anyMatch(p -> p.topic().equals(name) && p.partition() >= count)) {
            throw invalidCursor(name.value() + " has only " + count + " partitions");
        }
    }

    private static void checkCursor(Topic topic, CursorTopic named) {
        TopicName name = topic.metadata().name();
        if (named.tag().isPresent() && !named.tag().get().equals(topic.metadata().id().tag())) {
            throw Problem.of(
                            ErrorCode.TOPIC_RECREATED,
                            "The cursor is of an earlier topic " + name.value())
                    .with("topic", name.value())
                    .asException();
        }
        int count = topic.partitions().size();
        if (named.positions().stream().anyMatch(p -> p.partition() >= count)) {
            throw invalidCursor(name.value() + " has only " + count + " partitions");
        }
    }

    private static boolean isNamed(TopicName name, TailStart start) {
        return namedIn(start).contains(name);
    }

    private static List<TopicName> namedIn(TailStart start) {
        return switch (start) {
            case TailStart.Resume(Cursor cursor, var ignored) ->
                    cursor.topics().stream().map(CursorTopic::topic).toList();
            case TailStart.Assigned(List<EventStreamsPosition> positions, var ignored) ->
                    positions.stream().map(EventStreamsPosition::topic).toList();
            case TailStart.Earliest ignored -> List.of();
            case TailStart.Latest ignored -> List.of();
            case TailStart.At ignored -> List.of();
        };
    }

    private static Problem notFound(TopicName name) {
        return Problem.of(ErrorCode.TOPIC_NOT_FOUND, "There is no topic " + name.value())
                .with("topic", name.value());
    }

    private static MillraceException invalidCursor(String what) {
        return Problem.of(ErrorCode.INVALID_CURSOR, "The cursor does not fit: " + what)
                .asException();
    }

    private static void pause() {
        new Wakeup().await(System.nanoTime() + RETRY.toNanos());
    }
}
