package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;

/**
 * A leader says that a replica has less than it had once made durable (replication.md 5.4, 7).
 *
 * @param leaderEpoch in which it was seen
 * @param replica the broker that has it
 * @param brokerEpoch the registration in which it has less
 */
public record LostReplica(
        BrokerId leader,
        PartitionId partition,
        int leaderEpoch,
        BrokerId replica,
        long brokerEpoch) {}
