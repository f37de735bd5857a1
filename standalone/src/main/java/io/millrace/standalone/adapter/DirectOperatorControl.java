package io.millrace.standalone.adapter;

import io.millrace.admin.operator.OperatorControl;
import io.millrace.coordinator.controller.Controller;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.control.ControllerStatus;
import io.millrace.protocol.control.MovePartition;
import io.millrace.protocol.control.UncleanElection;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.Optional;

/** An operator's way to the controller of the same process. */
public final class DirectOperatorControl implements OperatorControl {

    private final Controller controller;

    public DirectOperatorControl(Controller controller) {
        this.controller = controller;
    }

    @Override
    public ControllerStatus status() {
        return controller.operators().status();
    }

    @Override
    public PartitionMetadata move(MovePartition move, boolean dryRun) {
        return controller.operators().move(move, dryRun);
    }

    @Override
    public PartitionMetadata cancelMove(PartitionId partition, boolean dryRun) {
        return controller.operators().cancelMove(partition, dryRun);
    }

    @Override
    public int preferLeaders(Optional<TopicId> topic, boolean dryRun) {
        return controller.operators().preferLeaders(topic, dryRun);
    }

    @Override
    public PartitionMetadata electUncleanly(UncleanElection election, boolean dryRun) {
        return controller.operators().electUncleanly(election, dryRun);
    }

    @Override
    public void drain(BrokerId broker, boolean drained, boolean dryRun) {
        controller.operators().drain(broker, drained, dryRun);
    }

    @Override
    public void removeBroker(BrokerId broker, boolean dryRun) {
        controller.operators().removeBroker(broker, dryRun);
    }

    @Override
    public void reconcile() {
        controller.operators().reconcile();
    }
}
