package io.millrace.broker.facts;

import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Progress;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.facts.LogPositions;
import io.millrace.protocol.facts.LogPositions.FoundRecord;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.facts.PositionQuestion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The partitions that this broker leads, as administration sees them. Any thread. */
public final class LedPartitions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Topics topics;
    private final BrokerId self;

    public LedPartitions(Topics topics, BrokerId self) {
        this.topics = topics;
        this.self = self;
    }

    /** Without those that are not led here. */
    public List<PartitionFacts> facts(List<NamedPartition> partitions) {
        return partitions.stream()
                .flatMap(named -> find(named).flatMap(found -> facts(named, found)).stream())
                .toList();
    }

    /** Without those that are not led here. Does file I/O. */
    public List<LogPositions> positions(List<PositionQuestion> questions) {
        return questions.stream().flatMap(question -> positions(question).stream()).toList();
    }

    private Optional<LogPositions> positions(PositionQuestion question) {
        NamedPartition named = question.partition();
        Optional<Partition> led = find(named).flatMap(topic -> led(named, topic));
        try {
            return led.map(partition -> positions(question, partition));
        } catch (MillraceException moved) {
            // It was led here a moment ago.
            return Optional.empty();
        }
    }

    private static LogPositions positions(PositionQuestion question, Partition partition) {
        Offsets offsets = partition.offsets();
        Map<Long, FoundRecord> records = new HashMap<>();
        for (long asked : question.offsets()) {
            OptionalLong first = partition.firstRecord(asked);
            if (first.isPresent()) {
                long offset = first.getAsLong();
                records.put(asked, new FoundRecord(offset, partition.appendTimeOf(offset)));
            }
        }
        OptionalLong young = OptionalLong.empty();
        if (question.timestampMs().isPresent()) {
            young =
                    OptionalLong.of(
                            partition
                                    .offsetForTimestamp(question.timestampMs().getAsLong())
                                    .map(TimestampedOffset::offset)
                                    .orElse(offsets.highWatermark()));
        }
        return new LogPositions(
                question.partition().id(),
                offsets.logStart(),
                offsets.highWatermark(),
                records,
                young,
                partition.expiringBefore());
    }

    /**
     * Removes all records before an offset, for good; blocks until it is done.
     *
     * @throws MillraceException {@code leader_not_available}, {@code offset_beyond_end}, or {@code
     *     request_timed_out} if it is not known whether they are gone
     */
    public void deleteBefore(NamedPartition named, long offset) {
        Partition partition =
                find(named)
                        .map(topic -> topic.partitions().get(named.id().partition()))
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                        ErrorCode.LEADER_NOT_AVAILABLE,
                                                        "Partition "
                                                                + named.id().partition()
                                                                + " has no leader")
                                                .asException());
        try {
            partition.deleteBefore(offset).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MillraceException refusal) {
                throw new MillraceException(refusal.problem(), refusal);
            }
            throw new IllegalStateException("can't delete records of " + named, e.getCause());
        } catch (TimeoutException e) {
            throw unknown(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(e);
        }
    }

    private Optional<PartitionFacts> facts(NamedPartition named, Topic topic) {
        Optional<Partition> led = led(named, topic);
        if (led.isEmpty()) {
            return Optional.empty();
        }
        Partition partition = led.get();
        try {
            Offsets offsets = partition.offsets();
            Optional<Progress> progress = partition.progress();
            return Optional.of(
                    new PartitionFacts(
                            named.id(),
                            offsets.logStart(),
                            offsets.highWatermark(),
                            progress.map(Progress::logEnd).orElse(offsets.highWatermark()),
                            progress.map(Progress::followerLag).orElse(Map.of()),
                            partition.recordCountMax(),
                            partition.sizeInBytes(),
                            false));
        } catch (MillraceException moved) {
            // It was led here a moment ago.
            return Optional.empty();
        }
    }

    private Optional<Partition> led(NamedPartition named, Topic topic) {
        int number = named.id().partition();
        return topic.metadata().partitions().get(number).isLedBy(self.value())
                ? Optional.of(topic.partitions().get(number))
                : Optional.empty();
    }

    private static MillraceException unknown(Exception cause) {
        return new MillraceException(
                Problem.of(
                        ErrorCode.REQUEST_TIMED_OUT,
                        "The partition did not say in time whether it has removed the records"),
                cause);
    }

    private Optional<Topic> find(NamedPartition named) {
        return topics.find(named.topic())
                .filter(found -> found.metadata().id().equals(named.id().topic()))
                .filter(found -> named.id().partition() < found.partitions().size());
    }
}
