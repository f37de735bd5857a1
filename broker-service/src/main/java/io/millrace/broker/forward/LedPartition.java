package io.millrace.broker.forward;

import io.millrace.protocol.PartitionId;

/**
 * A partition in the epoch in which a caller believes it to be led. Only the leader of that very
 * epoch answers, so that what is known of one epoch is never mixed with what another has.
 */
public record LedPartition(PartitionId id, int leaderEpoch) {}
