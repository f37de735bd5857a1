package io.millrace.admin.group;

import static java.util.stream.Collectors.toMap;

import io.millrace.admin.partition.PartitionControl;
import io.millrace.admin.topic.TopicControl;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.facts.LogPositions;
import io.millrace.protocol.facts.LogPositions.FoundRecord;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.facts.PositionQuestion;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataPosition;
import io.millrace.protocol.metadata.TopicMetadata;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Topics whose records are all of one age, and whose leaders answer or not. Owned by the test. */
final class FakeLogs implements PartitionControl {
    private static final UUID SOME = new UUID(0, 1);

    private final Map<TopicName, TopicId> topics = new HashMap<>();
    private final Map<PartitionId, Long> ends = new HashMap<>();

    /** Partitions whose leaders do not answer. */
    final Set<PartitionId> silent = new HashSet<>();

    /** How many were asked at a time. */
    final List<Integer> questions = new ArrayList<>();

    long ageMs;

    /** Makes a partition that ends there. */
    PartitionId partition(String topic, int number, long end) {
        topics.computeIfAbsent(
                new TopicName(topic),
                name ->
                        new TopicId(
                                UUID.nameUUIDFromBytes(topic.getBytes(StandardCharsets.UTF_8))));
        PartitionId id = id(topic, number);
        ends.put(id, end);
        return id;
    }

    PartitionId id(String topic, int number) {
        TopicId id = topics.get(new TopicName(topic));
        if (id == null) {
            throw new IllegalArgumentException("no topic " + topic);
        }
        return new PartitionId(id, number);
    }

    @Override
    public Map<PartitionId, LogPositions> positions(List<PositionQuestion> asked) {
        questions.add(asked.size());
        return asked.stream()
                .filter(question -> !silent.contains(question.partition().id()))
                .map(this::positions)
                .collect(toMap(LogPositions::partition, found -> found));
    }

    private LogPositions positions(PositionQuestion question) {
        PartitionId partition = question.partition().id();
        long end = ends.getOrDefault(partition, 0L);
        // The clock of these tests stands still while a round asks.
        OptionalLong appended =
                OptionalLong.of(new TestClock().instant().minusMillis(ageMs).toEpochMilli());
        return new LogPositions(
                partition,
                0,
                end,
                question.offsets().stream()
                        .filter(offset -> offset < end)
                        .collect(
                                toMap(
                                        offset -> offset,
                                        offset -> new FoundRecord(offset, appended))),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    @Override
    public Map<PartitionId, PartitionFacts> facts(List<NamedPartition> partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteBefore(NamedPartition partition, long offset) {
        throw new UnsupportedOperationException();
    }

    /** The topics by their names. */
    TopicControl topics() {
        return new TopicControl() {
            @Override
            public ClusterMetadata metadata() {
                Map<TopicName, TopicMetadata> known = new HashMap<>();
                topics.forEach(
                        (name, id) ->
                                known.put(
                                        name,
                                        new TopicMetadata(
                                                name, id, TopicConfig.DEFAULTS, List.of())));
                return new ClusterMetadata(
                        SOME,
                        new MetadataPosition(SOME, 1),
                        1,
                        known,
                        Set.of(),
                        List.of(),
                        new AccessSnapshot(Map.of(), new byte[32]));
            }

            @Override
            public AutoCloseable watch(Consumer<ClusterMetadata> consumer) {
                throw new UnsupportedOperationException();
            }

            @Override
            public TopicMetadata create(CreateTopic request, boolean dryRun) {
                throw new UnsupportedOperationException();
            }

            @Override
            public TopicMetadata change(
                    TopicName name,
                    TopicId id,
                    Optional<Map<String, String>> configs,
                    OptionalInt partitions,
                    boolean dryRun) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void delete(TopicName name, TopicId id, boolean dryRun) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
