package io.millrace.admin.operator;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.control.ControllerStatus;
import io.millrace.protocol.control.MovePartition;
import io.millrace.protocol.control.UncleanElection;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.Optional;

/**
 * What operators ask of the controller. Calls may block and throw {@link
 * io.millrace.protocol.MillraceException} with the controller's refusal. A dry run decides and
 * answers what would be, and changes nothing.
 */
public interface OperatorControl {

    /** What the metadata does not tell. */
    ControllerStatus status();

    /** Begins to move a partition; it ends by itself when all new replicas are in sync. */
    PartitionMetadata move(MovePartition move, boolean dryRun);

    /** Sends a partition that moves back to where it was. */
    PartitionMetadata cancelMove(PartitionId partition, boolean dryRun);

    /**
     * Gives leadership back to preferred leaders that are in sync.
     *
     * @param topic all of them if empty
     * @return how many partitions have another leader now
     */
    int preferLeaders(Optional<TopicId> topic, boolean dryRun);

    /** Gives a partition a leader at the price of acknowledged records. */
    PartitionMetadata electUncleanly(UncleanElection election, boolean dryRun);

    /**
     * From now on a broker leads only what nobody else could lead.
     *
     * @param drained false to let it lead again
     */
    void drain(BrokerId broker, boolean drained, boolean dryRun);

    /** Takes out a broker that is fenced, has no replicas and will not come back. */
    void removeBroker(BrokerId broker, boolean dryRun);

    /** Ends safe mode with what the brokers have. */
    void reconcile();
}
