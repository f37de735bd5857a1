package io.millrace.standalone.adapter;

import io.millrace.broker.control.Controller;
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
import java.util.function.Consumer;

/** The broker's way to the controller of the same process. */
public final class DirectController implements Controller {

    private final io.millrace.coordinator.controller.Controller controller;

    public DirectController(io.millrace.coordinator.controller.Controller controller) {
        this.controller = controller;
    }

    @Override
    public Registered register(BrokerRegistration registration) {
        return controller.brokers().register(registration);
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        return controller.brokers().heartbeat(heartbeat);
    }

    @Override
    public void report(ReplicaReports reports) {
        controller.brokers().report(reports);
    }

    @Override
    public IsrAnswers proposeIsr(IsrRequests requests) {
        return controller.brokers().proposeIsr(requests);
    }

    @Override
    public void denounce(LostReplica replica) {
        controller.brokers().denounce(replica);
    }

    @Override
    public void resign(ResignRequests resignations) {
        controller.brokers().resign(resignations);
    }

    @Override
    public AutoCloseable metadata(long afterVersion, Consumer<ClusterMetadata> consumer) {
        return controller.subscribe(afterVersion, consumer);
    }

    @Override
    public ProducerIds reserveProducerIds() {
        return controller.reserveProducerIds();
    }

    @Override
    public ProducerGrant openProducer(String name) {
        return controller.openProducer(name);
    }
}
