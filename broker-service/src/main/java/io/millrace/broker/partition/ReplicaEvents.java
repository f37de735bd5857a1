package io.millrace.broker.partition;

import io.millrace.protocol.PartitionId;
import io.millrace.replication.FollowerFetch;
import io.millrace.replication.IsrProposal;
import java.util.List;

/**
 * What replicas have to say to those who carry records between brokers. Nothing here may block:
 * most of it is called on partition loops.
 */
public interface ReplicaEvents {

    /** A leader's log has grown, or it leads no more: there is something to tell followers. */
    void leaderChanged(PartitionId partition);

    /** Of each follower that is copying a partition: where it still is, and when it said so. */
    List<Heard> heard(PartitionId partition);

    /**
     * A follower that has nothing new to tell of a partition, and yet is there.
     *
     * @param fetch what it has last told of the partition
     * @param heardMs when its broker was last heard
     */
    record Heard(FollowerFetch fetch, long heardMs) {}

    /** A leader's high watermark has risen: something to tell followers with the next answer. */
    void committed(PartitionId partition);

    /**
     * A replica follows from now on.
     *
     * @param leader broker id
     * @param fetch what to ask the leader first
     */
    void follows(Replica replica, int leader, FollowerFetch fetch);

    /** A replica follows no more. */
    void followsNoMore(PartitionId partition);

    /**
     * A replica that follows is further, or more of it is durable, or it was truncated.
     *
     * @param position what to ask the leader next
     */
    void moved(PartitionId partition, FollowerFetch position);

    /** A leader asks for another in-sync set; it asks again until the set is decided. */
    void proposes(Replica replica, IsrProposal proposal);

    /**
     * A leader would have another one lead: it commits nothing any more, or its copy is damaged.
     *
     * @param damaged whether its copy must not count any more
     */
    void resigns(PartitionId partition, int leaderEpoch, boolean damaged);

    /** A leader has seen a replica that lost what was durable there. */
    void denounces(PartitionId partition, int leaderEpoch, int replica, long brokerEpoch);
}
