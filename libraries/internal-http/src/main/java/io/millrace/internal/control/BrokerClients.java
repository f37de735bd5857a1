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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One client for each other broker, at the address that the metadata gives. Any thread. A broker
 * that has moved gets another client; there are as many as there are addresses.
 */
public final class BrokerClients implements AutoCloseable {
    private final InternalNetwork network;
    private final Supplier<Optional<ClusterMetadata>> metadata;
    private final Map<BrokerId, Known> clients = new ConcurrentHashMap<>();

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
     * Connects to each other broker that lives: when a leader dies, its followers need each other
     * at once.
     */
    public void prepare(BrokerId self) {
        metadata.get()
                .ifPresent(
                        known ->
                                known.brokers().stream()
                                        .filter(broker -> !broker.fenced())
                                        .filter(broker -> !broker.id().equals(self))
                                        .forEach(
                                                broker ->
                                                        broker.internalUrl()
                                                                .map(url -> at(broker.id(), url))
                                                                .ifPresent(
                                                                        InternalClient::prepare)));
    }

    private InternalClient connect(BrokerId id, String url) {
        return network.connectTo(
                URI.create(url), ExpectedPeer.of(NodeId.broker(id)), ClientSettings.DEFAULTS);
    }

    @Override
    public void close() {
        clients.values().forEach(known -> known.client().close());
    }
}
