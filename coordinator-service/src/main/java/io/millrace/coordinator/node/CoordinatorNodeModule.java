package io.millrace.coordinator.node;

import io.millrace.coordination.MemberId;
import io.millrace.coordination.hazelcast.HazelcastGenerations;
import io.millrace.coordination.hazelcast.HazelcastSettings;
import io.millrace.coordinator.CoordinatorModule;
import io.millrace.coordinator.controller.Controller;
import io.millrace.coordinator.database.DatabaseAddress;
import io.millrace.coordinator.group.GroupCoordinator;
import io.millrace.internal.identity.NodeCertificates;
import io.millrace.internal.network.InternalNetwork;
import io.millrace.internal.network.InternalServer;
import io.millrace.internal.network.Routes;
import io.millrace.internal.network.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires a coordinator in a process of its own. */
@Configuration(proxyBeanMethods = false)
@Import(CoordinatorModule.class)
@EnableConfigurationProperties({
    CoordinatorNodeModule.NodeProperties.class,
    CoordinatorNodeModule.DatabaseProperties.class,
    CoordinatorNodeModule.CoordinationProperties.class
})
public class CoordinatorNodeModule {

    @Bean(destroyMethod = "close")
    NodeCertificates nodeCertificates(NodeProperties node) {
        return new NodeCertificates(node.certificates(), NodeCertificates.LOOK_EVERY);
    }

    @Bean(destroyMethod = "close")
    InternalNetwork internalNetwork(NodeCertificates certificates, NodeProperties node) {
        return new InternalNetwork(certificates, node.loops());
    }

    @Bean
    DatabaseAddress databaseAddress(DatabaseProperties database) {
        return database.address();
    }

    /** A process that starts again is another member. */
    @Bean(destroyMethod = "close")
    HazelcastGenerations leases(NodeCertificates certificates, CoordinationProperties settings) {
        MemberId self = new MemberId(certificates.self() + "-" + UUID.randomUUID());
        return HazelcastGenerations.start(settings.of(self), 0);
    }

    @Bean(destroyMethod = "close")
    InternalServer internalServer(
            InternalNetwork network,
            NodeProperties node,
            Controller controller,
            GroupCoordinator groups) {
        Routes.Builder routes = Routes.builder();
        ControllerRoutes.add(routes, controller);
        OperatorRoutes.add(routes, controller);
        GroupRoutes.add(routes, groups);
        return network.listen(
                ServerSettings.on(node.host(), node.port()),
                routes.build(),
                new BrokerWatch(controller));
    }

    /**
     * A coordinator's place in the cluster.
     *
     * @param certificates directory with {@code ca.crt}, {@code tls.crt} and {@code tls.key}
     * @param host name or address to listen on for the other services
     * @param port to listen on for the other services
     * @param loops threads that carry what goes between services
     */
    @ConfigurationProperties("millrace.node")
    public record NodeProperties(
            Path certificates,
            @DefaultValue("127.0.0.1") String host,
            @DefaultValue("7070") int port,
            @DefaultValue("2") int loops) {}

    /**
     * Coordination among the coordinators. Its port must be reachable by them only.
     *
     * @param host the one local address that is listened on and told to the others
     * @param port to listen on for the other coordinators
     * @param peers all coordinators, as {@code host:port}
     * @param cluster the name of the Hazelcast cluster, before its generation
     * @param members how many of them keep coordination's state: 3, 5 or 7
     */
    @ConfigurationProperties("millrace.coordination")
    public record CoordinationProperties(
            @DefaultValue("127.0.0.1") String host,
            @DefaultValue("5701") int port,
            List<String> peers,
            @DefaultValue(HazelcastSettings.DEFAULT_CLUSTER) String cluster,
            @DefaultValue("3") int members) {

        HazelcastSettings of(MemberId self) {
            return new HazelcastSettings(self, host, port, peers, cluster, members);
        }
    }

    /**
     * The control plane's database.
     *
     * @param url {@code jdbc:postgresql://…}
     * @param user who owns the schema {@code control}
     * @param passwordFile holds the password and nothing else
     */
    @ConfigurationProperties("millrace.coordinator.database")
    public record DatabaseProperties(
            String url, @DefaultValue("control") String user, Path passwordFile) {

        DatabaseAddress address() {
            try {
                return new DatabaseAddress(url, user, Files.readString(passwordFile).strip());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
