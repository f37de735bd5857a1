package io.millrace.admin.node;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.millrace.admin.partition.PartitionControl;
import io.millrace.internal.control.BrokerClients;
import io.millrace.internal.network.CallException;
import io.millrace.internal.network.CallNotSentException;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.facts.DeleteBefore;
import io.millrace.protocol.facts.FactsAnswer;
import io.millrace.protocol.facts.FactsPaths;
import io.millrace.protocol.facts.FactsRequest;
import io.millrace.protocol.facts.LogPositions;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.facts.PositionQuestion;
import io.millrace.protocol.facts.PositionsAnswer;
import io.millrace.protocol.facts.PositionsRequest;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Partitions at the brokers that lead them. Any thread. */
final class RemotePartitionControl implements PartitionControl {
    /** Longer than a broker's own patience, so that its word counts. */
    private static final Duration FOR_A_CHANGE = Duration.ofSeconds(32);

    private final FollowedMetadata metadata;
    private final BrokerClients brokers;
    private final BrokerQuestions questions;

    RemotePartitionControl(
            FollowedMetadata metadata, BrokerClients brokers, BrokerQuestions questions) {
        this.metadata = metadata;
        this.brokers = brokers;
        this.questions = questions;
    }

    private record Led<Q>(BrokerId by, Q question) {}

    @Override
    public Map<PartitionId, PartitionFacts> facts(List<NamedPartition> partitions) {
        return ask(
                        FactsPaths.PARTITIONS,
                        byLeader(partitions, named -> named, FactsRequest::new),
                        FactsAnswer.class)
                .flatMap(answer -> answer.partitions().stream())
                .collect(toMap(PartitionFacts::partition, facts -> facts, (one, other) -> one));
    }

    @Override
    public Map<PartitionId, LogPositions> positions(List<PositionQuestion> asked) {
        return ask(
                        FactsPaths.POSITIONS,
                        byLeader(asked, PositionQuestion::partition, PositionsRequest::new),
                        PositionsAnswer.class)
                .flatMap(answer -> answer.positions().stream())
                .collect(toMap(LogPositions::partition, found -> found, (one, other) -> one));
    }

    private <A> Stream<A> ask(String path, Map<BrokerId, ?> requests, Class<A> answer) {
        return questions.ask(path, requests, answer).values().stream();
    }

    /** One request for each broker that leads some of what is asked about. */
    private <Q, R> Map<BrokerId, R> byLeader(
            List<Q> asked, Function<Q, NamedPartition> partition, Function<List<Q>, R> request) {
        ClusterMetadata cluster = metadata.get();
        return asked.stream()
                .flatMap(
                        question ->
                                leader(cluster, partition.apply(question)).stream()
                                        .map(leader -> new Led<>(leader, question)))
                .collect(
                        groupingBy(
                                Led::by,
                                mapping(Led::question, collectingAndThen(toList(), request))));
    }

    @Override
    public void deleteBefore(NamedPartition named, long offset) {
        BrokerId leader =
                leader(metadata.get(), named)
                        .orElseThrow(() -> refusal(named, "has no leader").asException());
        try {
            brokers.of(leader)
                    .ask(
                            FactsPaths.DELETE_BEFORE,
                            new DeleteBefore(named, offset),
                            Done.class,
                            FOR_A_CHANGE);
        } catch (CallNotSentException unreachable) {
            throw new MillraceException(
                    refusal(named, "is led by broker " + leader + ", which can't be reached"),
                    unreachable);
        } catch (CallException unknown) {
            throw new MillraceException(
                    Problem.of(
                            ErrorCode.REQUEST_TIMED_OUT,
                            "The partition did not say in time whether it has removed the records"),
                    unknown);
        }
    }

    private static Optional<BrokerId> leader(ClusterMetadata cluster, NamedPartition named) {
        return cluster.topic(named.topic())
                .filter(topic -> topic.id().equals(named.id().topic()))
                .filter(topic -> named.id().partition() < topic.partitions().size())
                .map(topic -> topic.partitions().get(named.id().partition()))
                .flatMap(
                        partition ->
                                partition.leader().isPresent()
                                        ? Optional.of(partition.leader().getAsInt())
                                        : Optional.empty())
                .map(BrokerId::new);
    }

    private static Problem refusal(NamedPartition named, String why) {
        return Problem.of(
                        ErrorCode.LEADER_NOT_AVAILABLE,
                        "Partition " + named.id().partition() + " " + why)
                .with("topic", named.topic().value())
                .with("partition", named.id().partition());
    }
}
