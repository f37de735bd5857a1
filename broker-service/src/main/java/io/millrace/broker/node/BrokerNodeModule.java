package io.millrace.broker.node;

import io.millrace.broker.BrokerModule;
import io.millrace.broker.BrokerModule.BrokerProperties;
import io.millrace.broker.control.Advertised;
import io.millrace.broker.forward.LeaderBrokers;
import io.millrace.broker.forward.RoutedPartitions;
import io.millrace.broker.forward.wire.ForwardRoutes;
import io.millrace.broker.forward.wire.RemoteBrokers;
import io.millrace.broker.partition.Topics;
import io.millrace.broker.replica.LeaderPeers;
import io.millrace.broker.replica.Replication;
import io.millrace.internal.control.BrokerClients;
import io.millrace.internal.control.ControllerCalls;
import io.millrace.internal.identity.NodeCertificates;
import io.millrace.internal.network.InternalNetwork;
import io.millrace.internal.network.InternalServer;
import io.millrace.internal.network.PeerListener;
import io.millrace.internal.network.Routes;
import io.millrace.internal.network.ServerSettings;
import io.millrace.protocol.BrokerId;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires a broker in a process of its own: everything else is reached over the network. */
@Configuration(proxyBeanMethods = false)
@Import(BrokerModule.class)
@EnableConfigurationProperties(BrokerNodeModule.NodeProperties.class)
public class BrokerNodeModule {
    /** As much as a client may send at once, and what says what it is. */
    private static final int APPEND_BYTES_MAX = 48 << 20;

    @Bean(destroyMethod = "close")
    NodeCertificates nodeCertificates(NodeProperties node) {
        return new NodeCertificates(node.certificates(), NodeCertificates.LOOK_EVERY);
    }

    @Bean(destroyMethod = "close")
    InternalNetwork internalNetwork(NodeCertificates certificates, NodeProperties node) {
        return new InternalNetwork(certificates, node.loops());
    }

    @Bean(destroyMethod = "close")
    ControllerCalls controllerCalls(InternalNetwork network, NodeProperties node) {
        return new ControllerCalls(network, node.coordinators());
    }

    @Bean
    RemoteController remoteController(ControllerCalls calls) {
        return new RemoteController(calls);
    }

    @Bean(destroyMethod = "close")
    RemoteGroups remoteGroups(InternalNetwork network, NodeProperties node) {
        return new RemoteGroups(network, node.coordinators());
    }

    @Bean(destroyMethod = "close")
    BrokerClients brokerClients(
            InternalNetwork network, RemoteController controller, BrokerProperties broker) {
        BrokerClients clients = new BrokerClients(network, controller::newest);
        clients.keepConnected(new BrokerId(broker.id()));
        return clients;
    }

    @Bean
    LeaderPeers leaderPeers(BrokerClients clients) {
        return broker -> new RemoteLeaderPeer(clients.of(new BrokerId(broker)));
    }

    @Bean
    LeaderBrokers leaderBrokers(BrokerClients clients) {
        return new RemoteBrokers(clients::of);
    }

    @Bean
    FactsRoutes factsRoutes(BrokerProperties broker) {
        return new FactsRoutes(new BrokerId(broker.id()), broker.logs());
    }

    @Bean
    SmartInitializingSingleton factsServed(FactsRoutes facts, Topics topics) {
        return () -> facts.serve(topics);
    }

    /** Listens before the broker registers: from then on it may be asked. */
    @Bean(destroyMethod = "close")
    InternalServer internalServer(
            InternalNetwork network,
            NodeProperties node,
            Replication replication,
            RoutedPartitions routed,
            FactsRoutes facts) {
        Routes.Builder routes = Routes.builder();
        ReplicaRoutes.add(routes, replication.sessions());
        facts.add(routes);
        new ForwardRoutes(routed.ledHere(), APPEND_BYTES_MAX).addTo(routes);
        return network.listen(
                ServerSettings.on(node.host(), node.port()), routes.build(), PeerListener.NONE);
    }

    @Bean
    Advertised advertised(BrokerProperties broker, NodeProperties node, InternalServer server) {
        String url =
                node.url() != null ? node.url() : "https://" + node.host() + ":" + server.port();
        return new Advertised(broker.httpUrl(), Optional.of(url), Optional.ofNullable(node.rack()));
    }

    /**
     * A broker's place in the cluster.
     *
     * @param coordinators internal URLs of all coordinators, as they call themselves
     * @param certificates directory with {@code ca.crt}, {@code tls.crt} and {@code tls.key}
     * @param host name or address to listen on for the other services
     * @param port to listen on for the other services; 0 for any that is free
     * @param url where the other services reach this broker; by default host and port
     * @param rack where it stands: replicas are spread over racks
     * @param loops threads that carry what goes between services
     */
    @ConfigurationProperties("millrace.node")
    public record NodeProperties(
            List<URI> coordinators,
            Path certificates,
            @DefaultValue("127.0.0.1") String host,
            @DefaultValue("7070") int port,
            @Nullable String url,
            @Nullable String rack,
            @DefaultValue("2") int loops) {}
}
