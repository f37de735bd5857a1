package io.millrace.admin.node;

import static java.util.stream.Collectors.groupingBy;
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
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private record Led(BrokerId by, NamedPartition partition) {}

    @Override
    public Map<PartitionId, PartitionFacts> facts(List<NamedPartition> partitions) {
        ClusterMetadata cluster = metadata.get();
        Map<BrokerId, FactsRequest> requests = new HashMap<>();
        partitions.stream()
                .flatMap(named -> led(cluster, named))
                .collect(groupingBy(Led::by))
                .forEach(
                        (broker, led) ->
                                requests.put(
                                        broker,
                                        new FactsRequest(
                                                led.stream().map(Led::partition).toList())));
        return questions.ask(FactsPaths.PARTITIONS, requests, FactsAnswer.class).values().stream()
                .flatMap(answer -> answer.partitions().stream())
                .collect(toMap(PartitionFacts::partition, facts -> facts, (one, other) -> one));
    }

    @Override
    public void deleteBefore(NamedPartition named, long offset) {
        Led led =
                led(metadata.get(), named)
                        .findFirst()
                        .orElseThrow(() -> refusal(named, "has no leader").asException());
        try {
            brokers.of(led.by())
                    .ask(
                            FactsPaths.DELETE_BEFORE,
                            new DeleteBefore(named, offset),
                            Done.class,
                            FOR_A_CHANGE);
        } catch (CallNotSentException unreachable) {
            throw new MillraceException(
                    refusal(named, "is led by broker " + led.by() + ", which can't be reached"),
                    unreachable);
        } catch (CallException unknown) {
            throw new MillraceException(
                    Problem.of(
                            ErrorCode.REQUEST_TIMED_OUT,
                            "The partition did not say in time whether it has removed the records"),
                    unknown);
        }
    }

    private static Stream<Led> led(ClusterMetadata cluster, NamedPartition named) {
        return cluster
                .topic(named.topic())
                .filter(topic -> topic.id().equals(named.id().topic()))
                .filter(topic -> named.id().partition() < topic.partitions().size())
                .map(topic -> topic.partitions().get(named.id().partition()))
                .flatMap(
                        partition ->
                                partition.leader().isPresent()
                                        ? Optional.of(partition.leader().getAsInt())
                                        : Optional.empty())
                .map(leader -> new Led(new BrokerId(leader), named))
                .stream();
    }

    private static Problem refusal(NamedPartition named, String why) {
        return Problem.of(
                        ErrorCode.LEADER_NOT_AVAILABLE,
                        "Partition " + named.id().partition() + " " + why)
                .with("topic", named.topic().value())
                .with("partition", named.id().partition());
    }
}
