package io.millrace.broker.replica;

import io.millrace.broker.control.Controller;
import io.millrace.broker.partition.PartitionHost;
import io.millrace.broker.partition.Replica;
import io.millrace.broker.partition.ReplicaEvents;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.Resignation;
import io.millrace.replication.FollowerFetch;
import io.millrace.replication.IsrProposal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that goes between this broker's replicas and those of others. Replicas exist before the
 * broker has found its controller, so it is started in two steps.
 */
public final class Replication implements ReplicaEvents, AutoCloseable {
    private final BrokerId self;
    private final LeaderPeers peers;
    private final FollowerSessions sessions;
    private final ControllerRequests requests;
    private final Map<Integer, ReplicaFetcher> fetchers = new ConcurrentHashMap<>();

    /** Which leader's broker each replica is copied from. */
    private final Map<PartitionId, ReplicaFetcher> copied = new ConcurrentHashMap<>();

    private volatile @Nullable PartitionHost host;

    /**
     * @param monotonicMs the clock of the replicas
     */
    public Replication(
            BrokerId self, LeaderPeers peers, Controller controller, LongSupplier monotonicMs) {
        this.self = self;
        this.peers = peers;
        this.sessions = new FollowerSessions(this::replica, monotonicMs);
        this.requests = new ControllerRequests(controller, self, this::brokerEpoch);
    }

    /** These are the replicas on this broker. */
    public void serve(PartitionHost replicas) {
        host = replicas;
    }

    private Optional<Replica> replica(PartitionId id) {
        PartitionHost replicas = host;
        return replicas == null ? Optional.empty() : replicas.replica(id);
    }

    private long brokerEpoch() {
        PartitionHost replicas = host;
        return replicas == null ? -1 : replicas.brokerEpoch();
    }

    /** What other brokers that follow this one call. */
    public FollowerSessions sessions() {
        return sessions;
    }

    @Override
    public void leaderChanged(PartitionId partition) {
        sessions.grown(partition);
    }

    @Override
    public List<Heard> heard(PartitionId partition) {
        return sessions.heard(partition);
    }

    @Override
    public void committed(PartitionId partition) {
        sessions.committed(partition);
    }

    @Override
    public void follows(Replica replica, int leader, FollowerFetch fetch) {
        ReplicaFetcher fetcher =
                fetchers.computeIfAbsent(
                        leader,
                        broker ->
                                new ReplicaFetcher(
                                        broker, peers, new FetchList(self, this::brokerEpoch, 0)));
        copied.put(replica.id(), fetcher);
        fetcher.list().add(replica, fetch);
    }

    @Override
    public void followsNoMore(PartitionId partition) {
        ReplicaFetcher fetcher = copied.remove(partition);
        if (fetcher != null) {
            fetcher.list().remove(partition);
        }
    }

    @Override
    public void moved(PartitionId partition, FollowerFetch position) {
        ReplicaFetcher fetcher = copied.get(partition);
        if (fetcher != null) {
            fetcher.list().next(partition, position);
        }
    }

    @Override
    public void proposes(Replica replica, IsrProposal proposal) {
        requests.propose(replica, proposal);
    }

    @Override
    public void resigns(PartitionId partition, int leaderEpoch, boolean damaged) {
        requests.resign(new Resignation(partition, leaderEpoch, damaged));
    }

    @Override
    public void denounces(PartitionId partition, int leaderEpoch, int replica, long replicaEpoch) {
        requests.denounce(
                new LostReplica(self, partition, leaderEpoch, new BrokerId(replica), replicaEpoch));
    }

    @Override
    public void close() {
        fetchers.values().forEach(ReplicaFetcher::close);
        sessions.end();
        requests.close();
    }
}
