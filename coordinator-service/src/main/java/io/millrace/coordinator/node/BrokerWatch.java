package io.millrace.coordinator.node;

import io.millrace.coordinator.controller.Controller;
import io.millrace.coordinator.network.ProcessProbe;
import io.millrace.internal.identity.NodeId;
import io.millrace.internal.network.PeerListener;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.metadata.BrokerMetadata;
import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a broker's process that has ended, long before its heartbeats are missed: its connection
 * is gone, and its port refuses others.
 */
final class BrokerWatch implements PeerListener {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);

    private final Controller controller;

    BrokerWatch(Controller controller) {
        this.controller = controller;
    }

    @Override
    public void onConnected(NodeId peer) {
        // Its registration is what counts.
    }

    @Override
    public void onDisconnected(NodeId peer, int left) {
        if (left == 0) {
            peer.brokerId().ifPresent(broker -> Thread.startVirtualThread(() -> look(broker)));
        }
    }

    private void look(BrokerId id) {
        try {
            Optional<BrokerMetadata> broker = known(id);
            Optional<String> url = broker.flatMap(BrokerMetadata::internalUrl);
            if (url.isPresent() && ProcessProbe.isGone(URI.create(url.get()))) {
                LOG.atWarn().addKeyValue("brokerId", id).log("A broker's process has ended");
                controller.brokers().suspect(id, broker.get().brokerEpoch());
            }
        } catch (MillraceException notTheController) {
            // Another coordinator looks after it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<BrokerMetadata> known(BrokerId id) {
        return controller.metadata().broker(id).filter(broker -> !broker.fenced());
    }
}
