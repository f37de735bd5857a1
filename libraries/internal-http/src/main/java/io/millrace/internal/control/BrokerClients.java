package io.millrace.internal.control;

import io.millrace.internal.identity.ExpectedPeer;
import io.millrace.internal.identity.NodeId;
import io.millrace.internal.network.ClientSettings;
import io.millrace.internal.network.InternalClient;
import io.millrace.internal.network.InternalNetwork;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.metadata.BrokerMetadata;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client for each other broker, at the address that the metadata gives. Any thread. A broker
 * that has moved gets another client; there are as many as there are addresses.
 */
public final class BrokerClients implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerClients.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final InternalNetwork network;
    private final Supplier<Optional<ClusterMetadata>> metadata;
    private final Map<BrokerId, Known> clients = new ConcurrentHashMap<>();
    private final ScheduledExecutorService keeper =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("peer-connections").factory());

    private record Known(String url, InternalClient client) {}

    public BrokerClients(InternalNetwork network, Supplier<Optional<ClusterMetadata>> metadata) {
        this.network = network;
        this.metadata = metadata;
    }

    /**
     * @throws IllegalStateException if the metadata has no address of it
     */
    public InternalClient of(BrokerId broker) {
        String url =
                metadata.get()
                        .flatMap(known -> known.broker(broker))
                        .flatMap(BrokerMetadata::internalUrl)
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "No address of broker " + broker + " is known"));
        return at(broker, url);
    }

    private InternalClient at(BrokerId broker, String url) {
        return clients.compute(
                        broker,
                        (id, known) -> {
                            if (known != null && known.url().equals(url)) {
                                return known;
                            }
                            if (known != null) {
                                known.client().close();
                            }
                            return new Known(url, connect(id, url));
                        })
                .client();
    }

    /**
     * Sees to it from now on that there is a connection to each other broker that lives: when a
     * leader dies, its followers need each other at once.
     */
    public void keepConnected(BrokerId self) {
        var _ =
                keeper.scheduleWithFixedDelay(
                        () -> connectAll(self), 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void connectAll(BrokerId self) {
        for (BrokerMetadata broker :
                metadata.get().map(ClusterMetadata::brokers).orElse(List.of())) {
            if (!broker.fenced() && !broker.id().equals(self)) {
                try {
                    broker.internalUrl().ifPresent(url -> at(broker.id(), url).prepare());
                } catch (IllegalArgumentException e) {
                    LOG.atDebug()
                            .setCause(e)
                            .addKeyValue("brokerId", broker.id())
                            .log("No address");
                }
            }
        }
    }

    private InternalClient connect(BrokerId id, String url) {
        return network.connectTo(
                URI.create(url), ExpectedPeer.of(NodeId.broker(id)), ClientSettings.DEFAULTS);
    }

    @Override
    public void close() {
        keeper.shutdown();
        clients.values().forEach(known -> known.client().close());
    }
}
