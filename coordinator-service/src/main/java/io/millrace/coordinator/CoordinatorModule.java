package io.millrace.coordinator;

import io.millrace.coordination.CoordinationCluster;
import io.millrace.coordination.Leases;
import io.millrace.coordinator.controller.Controller;
import io.millrace.coordinator.controller.ControllerSettings;
import io.millrace.coordinator.controller.ControllerSettings.BrokerCare;
import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.coordinator.database.DatabaseAddress;
import io.millrace.coordinator.database.GroupDatabase;
import io.millrace.coordinator.election.ElectionSettings;
import io.millrace.coordinator.group.GroupCoordinator;
import io.millrace.coordinator.group.GroupSettings;
import io.millrace.coordinator.state.Moves;
import io.millrace.coordinator.state.TopicRules;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Wires a coordinator. Whoever imports it provides {@link Leases} with their {@link
 * CoordinationCluster}, and the {@link DatabaseAddress} of the control plane.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    CoordinatorModule.CoordinatorProperties.class,
    CoordinatorModule.GroupProperties.class
})
public class CoordinatorModule {

    @Bean(destroyMethod = "close")
    ControlDatabase controlDatabase(DatabaseAddress address, CoordinatorProperties properties) {
        return ControlDatabase.open(address, properties.producerNamesMax());
    }

    /** Tries to lead as soon as it is made; closed before its database. */
    @Bean(destroyMethod = "close")
    Controller controller(
            ControlDatabase database,
            Leases leases,
            CoordinationCluster cluster,
            CoordinatorProperties properties) {
        return Controller.start(
                database, leases, cluster, properties.controller(), System::nanoTime);
    }

    /** The schema is up to date once there is a {@link ControlDatabase}. */
    @Bean(destroyMethod = "close")
    GroupDatabase groupDatabase(
            DatabaseAddress address, GroupProperties properties, ControlDatabase first) {
        return GroupDatabase.open(address, properties.connectionsMax());
    }

    @Bean(destroyMethod = "close")
    GroupCoordinator groupCoordinator(
            GroupDatabase database,
            Leases leases,
            CoordinationCluster cluster,
            CoordinatorProperties coordinator,
            GroupProperties properties) {
        return GroupCoordinator.start(
                database,
                leases,
                cluster,
                coordinator.address(),
                properties.settings(coordinator.coordinationOutage()),
                Clock.systemUTC(),
                System::nanoTime);
    }

    /**
     * Settings of a coordinator.
     *
     * @param address how other coordinators reach it
     * @param renewInterval how often the controller says that it lives
     * @param requestTimeout how long a request to the controller may take
     * @param defaultPartitions of a topic whose creator names none
     * @param defaultReplicationFactor likewise, capped by the number of brokers
     * @param topicPartitionsMax of one topic
     * @param clusterPartitionsMax of all topics together
     * @param producerNamesMax how many named producers may ever be
     * @param brokerDeadline after this much silence a broker is fenced
     * @param recoveryWait how long a partition without a verified member waits for the others
     * @param preferredLeaderInterval how often leadership goes back to preferred leaders
     * @param preferredLeaderMax of partitions in one such round
     * @param movesPerBrokerMax how many moving partitions one broker takes part in
     * @param coordinationOutage after so long without coordination, and without a renewal of the
     *     controller's row, another coordinator claims
     * @param generationOutage after so long without coordination for anybody, its generation is
     *     left behind
     * @param claimJitterMax how much longer a coordinator waits, at random
     */
    @ConfigurationProperties("millrace.coordinator")
    public record CoordinatorProperties(
            @DefaultValue("http://127.0.0.1:7070") String address,
            @DefaultValue("1s") Duration renewInterval,
            @DefaultValue("30s") Duration requestTimeout,
            @DefaultValue("3") int defaultPartitions,
            @DefaultValue("3") int defaultReplicationFactor,
            @DefaultValue("10000") int topicPartitionsMax,
            @DefaultValue("20000") int clusterPartitionsMax,
            @DefaultValue("100000") int producerNamesMax,
            @DefaultValue("1800ms") Duration brokerDeadline,
            @DefaultValue("30s") Duration recoveryWait,
            @DefaultValue("5m") Duration preferredLeaderInterval,
            @DefaultValue("20") int preferredLeaderMax,
            @DefaultValue("10") int movesPerBrokerMax,
            @DefaultValue("10s") Duration coordinationOutage,
            @DefaultValue("15s") Duration generationOutage,
            @DefaultValue("2s") Duration claimJitterMax) {

        ControllerSettings controller() {
            return new ControllerSettings(
                    address,
                    renewInterval,
                    requestTimeout,
                    producerNamesMax,
                    new TopicRules(
                            defaultPartitions,
                            defaultReplicationFactor,
                            topicPartitionsMax,
                            clusterPartitionsMax),
                    new BrokerCare(
                            brokerDeadline,
                            recoveryWait,
                            preferredLeaderInterval,
                            preferredLeaderMax,
                            new Moves(movesPerBrokerMax)),
                    new ElectionSettings(
                            renewInterval, coordinationOutage, generationOutage, claimJitterMax));
        }
    }

    /**
     * Settings of consumer groups.
     *
     * @param sessionTimeout a member that is silent for so long has left
     * @param staticSessionTimeout the same for a static member
     * @param heartbeatInterval how often members are asked to say that they live
     * @param settleInterval how long after one rebalance of a group the next one waits
     * @param silenceMax without the database for so long, groups are not answered for
     * @param lookInterval how often coordinators look at each other's groups
     * @param connectionsMax to the database, for groups
     */
    @ConfigurationProperties("millrace.coordinator.groups")
    public record GroupProperties(
            @DefaultValue("45s") Duration sessionTimeout,
            @DefaultValue("5m") Duration staticSessionTimeout,
            @DefaultValue("5s") Duration heartbeatInterval,
            @DefaultValue("500ms") Duration settleInterval,
            @DefaultValue("15s") Duration silenceMax,
            @DefaultValue("250ms") Duration lookInterval,
            @DefaultValue("8") int connectionsMax) {

        GroupSettings settings(Duration coordinationOutage) {
            return new GroupSettings(
                    sessionTimeout,
                    staticSessionTimeout,
                    heartbeatInterval,
                    settleInterval,
                    silenceMax,
                    coordinationOutage,
                    lookInterval);
        }
    }
}
