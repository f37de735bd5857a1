package io.millrace.admin.node;

import io.millrace.admin.operator.OperatorControl;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.control.CancelMove;
import io.millrace.protocol.control.ControllerStatus;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.control.DrainBroker;
import io.millrace.protocol.control.LeadersPreferred;
import io.millrace.protocol.control.MovePartition;
import io.millrace.protocol.control.OperatorPaths;
import io.millrace.protocol.control.PartitionAnswer;
import io.millrace.protocol.control.PreferLeaders;
import io.millrace.protocol.control.PutKey;
import io.millrace.protocol.control.RemoveBroker;
import io.millrace.protocol.control.Settled;
import io.millrace.protocol.control.UncleanElection;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.Optional;

/** An operator's way to the controller, wherever it is at the moment. Any thread. */
final class RemoteOperatorControl implements OperatorControl {
    private final OperatorClient client;

    RemoteOperatorControl(OperatorClient client) {
        this.client = client;
    }

    @Override
    public ControllerStatus status() {
        return client.read(OperatorPaths.STATUS, Done.DONE, ControllerStatus.class);
    }

    @Override
    public PartitionMetadata move(MovePartition move, boolean dryRun) {
        return partition(OperatorPaths.MOVE, move, dryRun);
    }

    @Override
    public PartitionMetadata cancelMove(PartitionId partition, boolean dryRun) {
        return partition(OperatorPaths.CANCEL_MOVE, new CancelMove(partition), dryRun);
    }

    @Override
    public int preferLeaders(Optional<TopicId> topic, boolean dryRun) {
        LeadersPreferred answer =
                client.change(
                        OperatorPaths.PREFER_LEADERS,
                        new PreferLeaders(topic),
                        LeadersPreferred.class,
                        dryRun);
        client.see(answer.version());
        return answer.partitions();
    }

    @Override
    public PartitionMetadata electUncleanly(UncleanElection election, boolean dryRun) {
        return partition(OperatorPaths.ELECT_UNCLEANLY, election, dryRun);
    }

    @Override
    public void drain(BrokerId broker, boolean drained, boolean dryRun) {
        DrainBroker drain = new DrainBroker(broker, drained);
        settled(client.change(OperatorPaths.DRAIN_BROKER, drain, Settled.class, dryRun));
    }

    @Override
    public void removeBroker(BrokerId broker, boolean dryRun) {
        RemoveBroker removal = new RemoveBroker(broker);
        settled(client.change(OperatorPaths.REMOVE_BROKER, removal, Settled.class, dryRun));
    }

    @Override
    public void reconcile() {
        settled(client.change(OperatorPaths.RECONCILE, Done.DONE, Settled.class));
    }

    /** Adds an API key or replaces the one of that id. */
    void putKey(String keyId, KeyEntry entry) {
        PutKey key = new PutKey(keyId, entry);
        settled(client.change(OperatorPaths.PUT_KEY, key, Settled.class));
    }

    private PartitionMetadata partition(String path, Object question, boolean dryRun) {
        PartitionAnswer answer = client.change(path, question, PartitionAnswer.class, dryRun);
        client.see(answer.version());
        return answer.partition();
    }

    private void settled(Settled answer) {
        client.see(answer.version());
    }
}
