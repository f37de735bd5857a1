package io.millrace.broker.partition;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import io.millrace.replication.FollowerFetch;
import io.millrace.replication.IsrProposal;
import java.util.List;
import java.util.Optional;

/** For brokers without others: clients are given the replicas themselves. */
public enum Alone implements ReplicaEvents, PartitionViews {
    INSTANCE;

    @Override
    public Partition view(TopicName topic, PartitionId id, Optional<Partition> hosted) {
        return hosted.orElseThrow();
    }

    @Override
    public void leaderChanged(PartitionId partition) {}

    @Override
    public List<Heard> heard(PartitionId partition) {
        return List.of();
    }

    @Override
    public void committed(PartitionId partition) {}

    @Override
    public void follows(Replica replica, int leader, FollowerFetch fetch) {}

    @Override
    public void followsNoMore(PartitionId partition) {}

    @Override
    public void moved(PartitionId partition, FollowerFetch position) {}

    @Override
    public void proposes(Replica replica, IsrProposal proposal) {}

    @Override
    public void resigns(PartitionId partition, int leaderEpoch, boolean damaged) {}

    @Override
    public void denounces(PartitionId partition, int leaderEpoch, int replica, long brokerEpoch) {}
}
