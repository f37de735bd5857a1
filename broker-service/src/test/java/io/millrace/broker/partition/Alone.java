package io.millrace.broker.partition;

import io.millrace.protocol.PartitionId;
import io.millrace.replication.FollowerFetch;
import io.millrace.replication.IsrProposal;

/** For brokers without others. */
public enum Alone implements ReplicaEvents {
    INSTANCE;

    @Override
    public void leaderChanged(PartitionId partition) {}

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
    public void denounces(PartitionId partition, int leaderEpoch, int replica, long brokerEpoch) {}
}
