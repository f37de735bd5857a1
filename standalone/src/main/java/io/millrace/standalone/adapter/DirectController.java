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
import io.millrace.protocol.control.Resignation;
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
        return controller.register(registration);
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        controller.heartbeat(heartbeat.broker(), heartbeat.brokerEpoch());
        return new HeartbeatAnswer(controller.metadata().controllerEpoch(), false, false);
    }

    @Override
    public void report(ReplicaReports reports) {
        throw new IllegalStateException("a broker without others asks for nothing of theirs");
    }

    @Override
    public IsrAnswers proposeIsr(IsrRequests requests) {
        throw new IllegalStateException("a broker without others asks for nothing of theirs");
    }

    @Override
    public void denounce(LostReplica replica) {
        throw new IllegalStateException("a broker without others asks for nothing of theirs");
    }

    @Override
    public void resign(Resignation resignation) {
        throw new IllegalStateException("a broker without others asks for nothing of theirs");
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
