package io.millrace.standalone;

import io.millrace.admin.AdminModule;
import io.millrace.admin.cluster.ClusterControl;
import io.millrace.admin.database.AdminDatabase;
import io.millrace.admin.group.GroupControl;
import io.millrace.admin.operator.OperatorControl;
import io.millrace.admin.partition.PartitionControl;
import io.millrace.admin.topic.TopicControl;
import io.millrace.broker.BrokerModule;
import io.millrace.broker.BrokerModule.BrokerProperties;
import io.millrace.broker.control.Advertised;
import io.millrace.broker.facts.LedPartitions;
import io.millrace.broker.forward.LeaderBrokers;
import io.millrace.broker.forward.NotSentException;
import io.millrace.broker.group.GroupOwners;
import io.millrace.broker.partition.Topics;
import io.millrace.broker.replica.LeaderPeers;
import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.InMemoryLeases;
import io.millrace.coordination.Leases;
import io.millrace.coordination.MemberId;
import io.millrace.coordinator.CoordinatorModule;
import io.millrace.coordinator.controller.Controller;
import io.millrace.coordinator.database.DatabaseAddress;
import io.millrace.coordinator.group.GroupCoordinator;
import io.millrace.protocol.BrokerId;
import io.millrace.standalone.adapter.DirectClusterControl;
import io.millrace.standalone.adapter.DirectController;
import io.millrace.standalone.adapter.DirectGroupControl;
import io.millrace.standalone.adapter.DirectGroups;
import io.millrace.standalone.adapter.DirectOperatorControl;
import io.millrace.standalone.adapter.DirectPartitionControl;
import io.millrace.standalone.adapter.DirectTopicControl;
import io.millrace.standalone.directory.AdminKeyFile;
import io.millrace.standalone.directory.DataDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires all services in one process; their ports to each other are direct calls. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({CoordinatorModule.class, BrokerModule.class, AdminModule.class})
class StandaloneModule {

    private static final Duration LEAD_WITHIN = Duration.ofSeconds(60);

    @Bean
    DatabaseAddress controlDatabaseAddress(Backing backing) {
        return backing.control();
    }

    @Bean
    AdminDatabase adminDatabase(Backing backing) {
        return backing.admin();
    }

    @Bean(destroyMethod = "close")
    Leases leases() {
        return new InMemoryLeases().join(new MemberId("standalone"));
    }

    @Bean
    CoordinationCluster coordinationCluster() {
        return CoordinationCluster.ofOneProcess();
    }

    /** Made before the broker registers, so that everything has a leader and a key from then on. */
    @Bean
    AdminKey adminKey(Controller controller, DataDirectory directory) {
        controller.awaitLeading(LEAD_WITHIN);
        return AdminKey.ensure(controller, new AdminKeyFile(directory.adminKey()));
    }

    @Bean
    DirectController brokersController(Controller controller, AdminKey adminKey) {
        return new DirectController(controller);
    }

    @Bean
    GroupOwners groupOwners(GroupCoordinator coordinator) {
        return new DirectGroups(coordinator);
    }

    /** One broker: there is nobody else to copy from. */
    @Bean
    LeaderPeers leaderPeers() {
        return broker -> {
            throw new IllegalStateException("There is no broker " + broker);
        };
    }

    /** Nor to forward to. */
    @Bean
    LeaderBrokers leaderBrokers() {
        return broker -> {
            throw new NotSentException("There is no broker " + broker, null);
        };
    }

    @Bean
    Advertised advertised(BrokerProperties broker) {
        return new Advertised(broker.httpUrl(), Optional.empty(), Optional.empty());
    }

    @Bean
    TopicControl topicControl(Controller controller) {
        return new DirectTopicControl(controller);
    }

    @Bean
    PartitionControl partitionControl(Topics topics, BrokerProperties broker) {
        return new DirectPartitionControl(new LedPartitions(topics, new BrokerId(broker.id())));
    }

    @Bean
    OperatorControl operatorControl(Controller controller) {
        return new DirectOperatorControl(controller);
    }

    @Bean
    GroupControl groupControl(GroupCoordinator coordinator) {
        return new DirectGroupControl(coordinator);
    }

    @Bean
    ClusterControl clusterControl(
            Controller controller, DataDirectory directory, Backing backing, Release release) {
        return new DirectClusterControl(
                new ClusterControl.Identity("standalone", release.version(), Instant.now()),
                controller,
                directory.logs(),
                backing::isRunning);
    }
}
