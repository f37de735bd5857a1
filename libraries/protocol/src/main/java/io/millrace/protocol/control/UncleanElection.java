package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import java.util.Optional;

/**
 * An operator gives acknowledged records up, so that a partition can be used again.
 *
 * @param leader which replica shall lead; the one that has most if empty
 * @param acceptDataLoss the consent, without which it is refused
 */
public record UncleanElection(
        PartitionId partition, Optional<BrokerId> leader, boolean acceptDataLoss) {}
