package io.millrace.coordinator.state;

import io.millrace.protocol.PartitionId;
import io.millrace.replication.controller.PartitionRegistration;

/** A partition and the topic that it stands in. */
public record PartitionPlace(TopicState topic, PartitionState state) {

    public PartitionId id() {
        return new PartitionId(topic.id(), state.partition());
    }

    public PartitionRegistration now() {
        return state.registration();
    }

    /** What the ISR is not shrunk below; replicas that are being added do not raise it yet. */
    int floor() {
        return floor(now().replicas().size() - now().adding().size());
    }

    int floor(int replicas) {
        return topic.config().minInsyncReplicas(replicas);
    }

    /** Whatever came between, one change leads from what is committed to {@code next}. */
    Change.PartitionChanged to(PartitionRegistration next) {
        return new Change.PartitionChanged(
                topic.name(), topic.id(), now().partitionEpoch(), state.with(next));
    }
}
