package io.millrace.broker.partition;

import io.millrace.broker.forward.LeaderBroker;
import io.millrace.broker.forward.LeaderBrokers;
import io.millrace.broker.forward.wire.ForwardRoutes;
import io.millrace.broker.forward.wire.RemoteBrokers;
import io.millrace.internal.certificates.DevelopmentCertificates;
import io.millrace.internal.identity.ExpectedPeer;
import io.millrace.internal.identity.NodeCertificates;
import io.millrace.internal.identity.NodeId;
import io.millrace.internal.network.ClientSettings;
import io.millrace.internal.network.InternalClient;
import io.millrace.internal.network.InternalNetwork;
import io.millrace.internal.network.InternalServer;
import io.millrace.internal.network.PeerListener;
import io.millrace.internal.network.Routes;
import io.millrace.internal.network.ServerSettings;
import io.millrace.protocol.BrokerId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** By the internal interface, on loopback. */
public final class HttpWire implements Wire {
    private static final int APPEND_BYTES_MAX = 32 << 20;

    private final DevelopmentCertificates authority;
    private final Map<String, InternalNetwork> networks = new ConcurrentHashMap<>();
    private final Map<BrokerId, InternalServer> servers = new ConcurrentHashMap<>();
    private final Map<BrokerId, String> addresses = new ConcurrentHashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    public HttpWire(Path directory) {
        authority = DevelopmentCertificates.in(directory, Instant.now());
    }

    @Override
    public LeaderBrokers from(BrokerId caller) {
        return from("broker-" + caller);
    }

    /** As a node of any kind. */
    RemoteBrokers from(String node) {
        Map<String, InternalClient> clients = new ConcurrentHashMap<>();
        return new RemoteBrokers(
                broker -> {
                    String address = addresses.get(broker);
                    if (address == null) {
                        throw new IllegalStateException("no address of broker " + broker);
                    }
                    return clients.computeIfAbsent(address, at -> client(node, broker, at));
                });
    }

    private InternalClient client(String node, BrokerId broker, String address) {
        return closing(
                network(node)
                        .connectTo(
                                URI.create(address),
                                ExpectedPeer.of(NodeId.broker(broker)),
                                ClientSettings.DEFAULTS));
    }

    private InternalNetwork network(String node) {
        return networks.computeIfAbsent(
                node,
                name -> {
                    var certificates =
                            closing(
                                    new NodeCertificates(
                                            authority.issue(name), NodeCertificates.LOOK_EVERY));
                    return closing(new InternalNetwork(certificates, 1));
                });
    }

    @Override
    public void serve(BrokerId broker, LeaderBroker led) {
        Routes.Builder routes = Routes.builder();
        new ForwardRoutes(led, APPEND_BYTES_MAX).addTo(routes);
        InternalServer server =
                closing(
                        network("broker-" + broker)
                                .listen(
                                        ServerSettings.on("127.0.0.1", 0),
                                        routes.build(),
                                        PeerListener.NONE));
        servers.put(broker, server);
        addresses.put(broker, "https://127.0.0.1:" + server.port());
    }

    /** Its process is gone, or looks so from outside; the metadata still knows its address. */
    void hangUp(int broker) {
        servers.get(new BrokerId(broker)).close();
    }

    /** The metadata does not know its address any more. */
    void forget(int broker) {
        addresses.remove(new BrokerId(broker));
    }

    private synchronized <T extends AutoCloseable> T closing(T resource) {
        open.addFirst(resource);
        return resource;
    }

    @Override
    public synchronized void close() {
        for (AutoCloseable resource : open) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
