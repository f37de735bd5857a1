package io.millrace.admin.node;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.admin.AdminModule;
import io.millrace.admin.cluster.ClusterControl;
import io.millrace.admin.database.AdminDatabase;
import io.millrace.admin.group.GroupControl;
import io.millrace.admin.http.BrokerForward;
import io.millrace.admin.http.RequestLimits;
import io.millrace.admin.partition.PartitionControl;
import io.millrace.admin.topic.TopicControl;
import io.millrace.internal.control.BrokerClients;
import io.millrace.internal.control.ControllerCalls;
import io.millrace.internal.control.GroupCoordinators;
import io.millrace.internal.identity.NodeCertificates;
import io.millrace.internal.network.InternalNetwork;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires administration in a process of its own: everything else is reached over the network. */
@Configuration(proxyBeanMethods = false)
@Import(AdminModule.class)
@EnableConfigurationProperties({
    AdminNodeModule.NodeProperties.class,
    AdminNodeModule.AdminProperties.class,
    DatabaseProperties.class
})
public class AdminNodeModule {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    AdminDatabase adminDatabase(DatabaseProperties database) {
        return database.address();
    }

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

    @Bean(destroyMethod = "close")
    FollowedMetadata followedMetadata(ControllerCalls calls) {
        return new FollowedMetadata(calls);
    }

    @Bean(destroyMethod = "close")
    BrokerClients brokerClients(InternalNetwork network, FollowedMetadata metadata) {
        return new BrokerClients(network, metadata::newest);
    }

    @Bean
    OperatorClient operatorClient(ControllerCalls calls, FollowedMetadata metadata) {
        return new OperatorClient(calls, metadata);
    }

    @Bean
    TopicControl topicControl(OperatorClient client, FollowedMetadata metadata) {
        return new RemoteTopicControl(client, metadata);
    }

    @Bean
    RemoteOperatorControl operatorControl(OperatorClient client) {
        return new RemoteOperatorControl(client);
    }

    @Bean
    BrokerQuestions brokerQuestions(BrokerClients brokers) {
        return new BrokerQuestions(brokers);
    }

    @Bean
    PartitionControl partitionControl(
            FollowedMetadata metadata, BrokerClients brokers, BrokerQuestions questions) {
        return new RemotePartitionControl(metadata, brokers, questions);
    }

    @Bean(destroyMethod = "close")
    GroupCoordinators groupCoordinators(InternalNetwork network, NodeProperties node) {
        return new GroupCoordinators(network, node.coordinators());
    }

    @Bean
    GroupControl groupControl(GroupCoordinators coordinators) {
        return new RemoteGroupControl(coordinators);
    }

    @Bean
    ClusterControl clusterControl(
            FollowedMetadata metadata,
            RemoteOperatorControl controller,
            BrokerQuestions questions,
            HikariDataSource database,
            Clock clock) {
        return new RemoteClusterControl(
                new ClusterControl.Identity("cluster", Release.version(), clock.instant()),
                metadata,
                controller,
                questions,
                () -> DatabaseProbe.answers(database));
    }

    @Bean
    BrokerForward brokerForward(FollowedMetadata metadata) {
        return new BrokerForward(
                () -> metadata.newest().map(ClusterMetadata::brokers).orElse(List.of()));
    }

    @Bean
    RequestLimits requestLimits() {
        return new RequestLimits();
    }

    @Bean(destroyMethod = "close")
    Bootstrap bootstrap(
            AdminProperties admin, FollowedMetadata metadata, RemoteOperatorControl controller) {
        return Bootstrap.start(
                metadata,
                known -> {
                    if (admin.bootstrapKeyFile() != null) {
                        new BootstrapKey(admin.bootstrapKeyFile(), controller::putKey)
                                .ensure(known.access());
                    }
                });
    }

    /**
     * Administration's place in the cluster.
     *
     * @param coordinators internal URLs of all coordinators, as they call themselves
     * @param certificates directory with {@code ca.crt}, {@code tls.crt} and {@code tls.key}
     * @param loops threads that carry what goes between services
     */
    @ConfigurationProperties("millrace.node")
    public record NodeProperties(
            List<URI> coordinators, Path certificates, @DefaultValue("2") int loops) {}

    /**
     * @param bootstrapKeyFile where the first administrator's key is written if the cluster has
     *     none yet; none is made if this is not set
     */
    @ConfigurationProperties("millrace.admin")
    public record AdminProperties(@Nullable Path bootstrapKeyFile) {}
}
