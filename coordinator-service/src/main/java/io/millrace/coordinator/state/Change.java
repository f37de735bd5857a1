package io.millrace.coordinator.state;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.config.TopicConfig;
import java.util.List;

/**
 * One change of the control plane. The same value is written to the tables, noted in the delta, and
 * applied to the cache: the three can't tell different stories.
 */
public sealed interface Change {

    record TopicAdded(TopicState topic) implements Change {}

    record TopicRemoved(TopicName name, TopicId id) implements Change {}

    /** All configs that differ from their defaults, from now on. */
    record ConfigReplaced(TopicName name, TopicId id, TopicConfig config) implements Change {}

    record PartitionsAdded(TopicName name, TopicId id, List<PartitionState> partitions)
            implements Change {
        public PartitionsAdded {
            partitions = List.copyOf(partitions);
        }
    }

    /**
     * One or more transitions of one partition.
     *
     * @param expectedEpoch the partition epoch that the row must still have
     */
    record PartitionChanged(TopicName name, TopicId id, int expectedEpoch, PartitionState next)
            implements Change {}

    record BrokerPut(BrokerState broker) implements Change {}

    record BrokerRemoved(BrokerId broker) implements Change {}

    record KeyPut(String keyId, KeyEntry entry) implements Change {}

    record KeyRemoved(String keyId) implements Change {}

    record SafeModeEntered(String reason) implements Change {}

    /** The end of safe mode: what was before {@code version} is settled, whoever has seen it. */
    record Reconciled(long version) implements Change {}
}
