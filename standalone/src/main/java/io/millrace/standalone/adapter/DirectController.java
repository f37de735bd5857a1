package io.millrace.standalone.adapter;

import io.millrace.broker.control.Controller;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.control.Registered;
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
    public void heartbeat(BrokerId broker, long brokerEpoch, long appliedMetadataVersion) {
        controller.heartbeat(broker, brokerEpoch);
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
