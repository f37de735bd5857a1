package io.millrace.broker.runtime;

import io.millrace.broker.control.Controller;
import io.millrace.broker.partition.Cluster;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.HeartbeatAnswer;
import io.millrace.protocol.control.IsrAnswers;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.protocol.control.ResignRequests;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A controller in memory that can be away, and can fence the broker. */
final class DirectController implements Controller {
    final List<BrokerRegistration> registrations = new CopyOnWriteArrayList<>();
    private final List<Consumer<ClusterMetadata>> consumers = new CopyOnWriteArrayList<>();
    private final Cluster cluster;
    private int failures;
    private volatile long newestEpoch;

    DirectController(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The next registrations fail. */
    synchronized void beAway(int times) {
        failures = times;
    }

    void fence() {
        newestEpoch = Long.MAX_VALUE;
    }

    void publish() {
        consumers.forEach(consumer -> consumer.accept(cluster.metadata()));
    }

    @Override
    public synchronized Registered register(BrokerRegistration registration) {
        if (failures-- > 0) {
            throw new IllegalArgumentException("connection refused");
        }
        registrations.add(registration);
        Registered registered = cluster.register();
        newestEpoch = registered.brokerEpoch();
        consumers.forEach(
                consumer -> Thread.ofVirtual().start(() -> consumer.accept(cluster.metadata())));
        return registered;
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        if (heartbeat.brokerEpoch() < newestEpoch) {
            throw Problem.of(ErrorCode.NOT_LEADER, "fenced").asException();
        }
        return new HeartbeatAnswer(1, false, heartbeat.draining());
    }

    @Override
    public void report(ReplicaReports reports) {
        throw new UnsupportedOperationException();
    }

    @Override
    public IsrAnswers proposeIsr(IsrRequests requests) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void denounce(LostReplica replica) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resign(ResignRequests resignations) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AutoCloseable metadata(long afterVersion, Consumer<ClusterMetadata> consumer) {
        consumers.add(consumer);
        consumer.accept(cluster.metadata());
        return () -> consumers.remove(consumer);
    }

    @Override
    public ProducerIds reserveProducerIds() {
        return new ProducerIds(0, 1000);
    }

    @Override
    public ProducerGrant openProducer(String name) {
        return new ProducerGrant(0, (short) 0);
    }
}
