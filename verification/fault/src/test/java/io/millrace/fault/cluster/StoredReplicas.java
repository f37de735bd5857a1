package io.millrace.fault.cluster;

import io.millrace.fault.checker.Finding;
import io.millrace.fault.checker.ReplicaDump;
import io.millrace.fault.checker.Replicas;
import io.millrace.fault.cluster.Administration.PartitionState;
import io.millrace.fault.lab.StoredBatches;
import java.util.ArrayList;
import java.util.List;

/** What the disks of the brokers hold of a topic. For clusters that are repaired and at rest. */
final class StoredReplicas {
    private StoredReplicas() {}

    /** Where they differ below what readers see. */
    static List<Finding> compare(LabCluster cluster, String topic) {
        Administration administration = cluster.administration();
        String id = administration.topicId(topic);
        List<Finding> differences = new ArrayList<>();
        for (PartitionState state : administration.partitions(topic)) {
            List<ReplicaDump> dumps =
                    state.replicas().stream().map(b -> dump(cluster, id, state, b)).toList();
            differences.addAll(Replicas.compare(state.partition(), dumps));
        }
        return differences;
    }

    private static ReplicaDump dump(
            LabCluster cluster, String topicId, PartitionState state, int broker) {
        return new ReplicaDump(
                broker,
                state.start(),
                state.highWatermark(),
                StoredBatches.of(cluster.logs(broker).resolve(topicId + "-" + state.partition())));
    }
}
