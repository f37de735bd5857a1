package io.millrace.coordinator.state;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.replication.controller.PartitionRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What may become of topics. Pure: a state and a request give a decision.
 *
 * @param defaultPartitions of a topic whose creator names none
 * @param defaultReplicationFactor likewise; a single broker caps it at 1
 * @param partitionsMax of one topic
 * @param clusterPartitionsMax of all topics together
 */
public record TopicRules(
        int defaultPartitions,
        int defaultReplicationFactor,
        int partitionsMax,
        int clusterPartitionsMax) {

    /**
     * Decides on a new topic.
     *
     * @param leaving brokers that want to stop: they host it only if the others do not suffice
     */
    public Decision create(
            ControlState state, CreateTopic request, TopicId id, Set<Integer> leaving) {
        TopicName name = request.name();
        if (name.isInternal()) {
            return refuse(
                    ErrorCode.INVALID_TOPIC_NAME,
                    name,
                    "Names that begin with __ are internal: choose another one");
        }
        if (state.topic(name).isPresent()) {
            return refuse(ErrorCode.TOPIC_EXISTS, name, "A topic of this name exists already");
        }
        if (state.safeMode()) {
            return SafeMode.refusal();
        }
        int partitions = request.partitions().orElse(defaultPartitions);
        Optional<Decision> objection = objectionToCount(state, name, 0, partitions);
        if (objection.isPresent()) {
            return objection.get();
        }
        List<BrokerState> live = state.liveBrokers();
        if (live.isEmpty()) {
            return refuse(
                    ErrorCode.LEADER_NOT_AVAILABLE, name, "No broker is there to host the topic");
        }
        int factor =
                request.replicationFactor().orElse(Math.min(defaultReplicationFactor, live.size()));
        if (factor < 1 || factor > live.size()) {
            return refuse(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    name,
                    "replication_factor must be from 1 to the number of brokers, "
                            + live.size()
                            + "; it is "
                            + factor);
        }
        TopicConfig config;
        try {
            config = TopicConfig.of(request.configs());
        } catch (MillraceException e) {
            return new Decision.Refused(e.problem().with("topic", name.value()));
        }
        Optional<Decision> badConfig = objectionToConfig(name, config, factor);
        if (badConfig.isPresent()) {
            return badConfig.get();
        }
        long version = state.version() + 1;
        return Decision.accept(
                new Change.TopicAdded(
                        new TopicState(
                                name,
                                id,
                                config,
                                placed(
                                        state,
                                        hosts(live, leaving, factor),
                                        name,
                                        0,
                                        partitions,
                                        factor),
                                version)));
    }

    /**
     * Decides on a topic's configs and partition count together, so that both or neither change.
     *
     * @param configs everything that shall differ from the defaults; empty leaves them
     * @param partitions the wanted count; empty leaves it
     * @param leaving brokers that want to stop
     */
    public Decision change(
            ControlState state,
            TopicName name,
            TopicId id,
            Optional<Map<String, String>> configs,
            OptionalInt partitions,
            Set<Integer> leaving) {
        Optional<TopicState> found = state.topic(name).filter(topic -> topic.id().equals(id));
        if (found.isEmpty()) {
            return notFound(name);
        }
        if (state.safeMode()) {
            return SafeMode.refusal();
        }
        TopicState topic = found.get();
        List<Change> changes = new ArrayList<>();
        if (configs.isPresent()) {
            TopicConfig config;
            try {
                config = TopicConfig.of(configs.get());
            } catch (MillraceException e) {
                return new Decision.Refused(e.problem().with("topic", name.value()));
            }
            Optional<Decision> objection = objectionToConfig(name, config, factorOf(topic));
            if (objection.isPresent()) {
                return objection.get();
            }
            if (!config.equals(topic.config())) {
                changes.add(new Change.ConfigReplaced(name, id, config));
            }
        }
        int present = topic.partitions().size();
        int wanted = partitions.orElse(present);
        if (wanted != present) {
            Optional<Decision> objection = objectionToCount(state, name, present, wanted);
            if (objection.isPresent()) {
                return objection.get();
            }
            List<BrokerState> live = state.liveBrokers();
            int factor = factorOf(topic);
            if (live.size() < factor) {
                return refuse(
                        ErrorCode.LEADER_NOT_AVAILABLE,
                        name,
                        "Only " + live.size() + " brokers are there to host new partitions");
            }
            changes.add(
                    new Change.PartitionsAdded(
                            name,
                            id,
                            placed(
                                    state,
                                    hosts(live, leaving, factor),
                                    name,
                                    present,
                                    wanted,
                                    factor)));
        }
        return new Decision.Accepted(changes);
    }

    /** Decides on a topic's end. */
    public Decision delete(ControlState state, TopicName name, TopicId id) {
        if (state.topic(name).filter(topic -> topic.id().equals(id)).isEmpty()) {
            return notFound(name);
        }
        return state.safeMode()
                ? SafeMode.refusal()
                : Decision.accept(new Change.TopicRemoved(name, id));
    }

    private Optional<Decision> objectionToCount(
            ControlState state, TopicName name, int present, int wanted) {
        String objection;
        if (wanted < 1 || wanted > partitionsMax) {
            objection = "partitions must be from 1 to " + partitionsMax + "; it is " + wanted;
        } else if (wanted < present) {
            objection =
                    "The topic has "
                            + present
                            + " partitions, and partitions are never taken away; "
                            + wanted
                            + " is fewer";
        } else if (state.topics().partitionCount() - present + wanted > clusterPartitionsMax) {
            objection = "All topics together may have " + clusterPartitionsMax + " partitions";
        } else {
            return Optional.empty();
        }
        return Optional.of(
                new Decision.Refused(
                        Problem.of(ErrorCode.INVALID_PARTITION_COUNT, objection)
                                .with("topic", name.value())
                                .with("field", "/spec/partitions")));
    }

    private static Optional<Decision> objectionToConfig(
            TopicName name, TopicConfig config, int factor) {
        return config.minInsyncReplicas(factor) <= factor
                ? Optional.empty()
                : Optional.of(
                        new Decision.Refused(
                                Problem.of(
                                                ErrorCode.INVALID_CONFIG,
                                                "min.insync.replicas is "
                                                        + config.minInsyncReplicas(factor)
                                                        + ", but the topic has "
                                                        + factor
                                                        + " replica(s): nothing could be written")
                                        .with("topic", name.value())
                                        .with("field", "/spec/configs/min.insync.replicas")));
    }

    private static List<PartitionState> placed(
            ControlState state,
            List<BrokerState> hosts,
            TopicName name,
            int from,
            int to,
            int factor) {
        Placement placement = new Placement(state, hosts, name);
        List<PartitionState> placed = new ArrayList<>();
        for (int partition = from; partition < to; partition++) {
            placed.add(placement.place(partition, factor, state.version() + 1));
        }
        return placed;
    }

    private static List<BrokerState> hosts(
            List<BrokerState> live, Set<Integer> leaving, int factor) {
        List<BrokerState> staying =
                live.stream().filter(broker -> !leaving.contains(broker.id().value())).toList();
        return staying.size() >= factor ? staying : live;
    }

    /** How many replicas the topic is to have, moves that are under way done. */
    private static int factorOf(TopicState topic) {
        PartitionRegistration first = topic.partitions().getFirst().registration();
        return first.replicas().size() - first.removing().size();
    }

    private static Decision notFound(TopicName name) {
        return refuse(ErrorCode.TOPIC_NOT_FOUND, name, "There is no such topic");
    }

    private static Decision refuse(ErrorCode code, TopicName name, String detail) {
        return new Decision.Refused(Problem.of(code, detail).with("topic", name.value()));
    }
}
