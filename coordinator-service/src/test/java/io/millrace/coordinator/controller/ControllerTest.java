package io.millrace.coordinator.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import io.millrace.protocol.access.KeyEntry;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.control.Heartbeat;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaFlag;
import io.millrace.protocol.control.ReplicaReport;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.MetadataPosition;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControllerTest {

    private static final BrokerId BROKER = new BrokerId(1);
    private static final TopicName ORDERS = new TopicName("orders");

    private static ControlPlane plane;
    private ControlDatabase database;
    private Controller controller;

    @BeforeAll
    static void startsPostgres() throws Exception {
        plane = new ControlPlane();
    }

    @AfterAll
    static void stopsPostgres() throws Exception {
        plane.close();
    }

    @BeforeEach
    void leads() throws Exception {
        plane.reset();
        database = plane.open();
        controller = plane.start(database, "first-" + UUID.randomUUID());
        controller.awaitLeading(Duration.ofSeconds(20));
    }

    @AfterEach
    void ends() throws Exception {
        controller.close();
        database.close();
    }

    @Test
    void createsATopicThatItsBrokerLeadsAtOnce() {
        // Given
        Registered registered = controller.brokers().register(firstRegistration());

        // When
        TopicMetadata topic = controller.createTopic(create(ORDERS), false);

        // Then
        assertThat(topic.partitions()).hasSize(3);
        assertThat(topic.partitions())
                .allSatisfy(
                        partition -> {
                            assertThat(partition.leader()).hasValue(1);
                            assertThat(partition.isr()).containsOnlyKeys(1);
                            assertThat(partition.leaderEpoch()).isZero();
                        });
        assertThat(controller.metadata().version()).isEqualTo(registered.brokerEpoch() + 1);
        assertThat(controller.metadata().topics()).containsOnlyKeys(ORDERS);
    }

    @Test
    void refusesWhatItCanNotCreate() {
        // Given
        assertRefused(
                () -> controller.createTopic(create(ORDERS), false),
                ErrorCode.LEADER_NOT_AVAILABLE);
        controller.brokers().register(firstRegistration());
        controller.createTopic(create(ORDERS), false);

        // When // Then
        assertRefused(() -> controller.createTopic(create(ORDERS), false), ErrorCode.TOPIC_EXISTS);
        assertRefused(
                () -> controller.createTopic(create(new TopicName("__own")), false),
                ErrorCode.INVALID_TOPIC_NAME);
        assertRefused(() -> createWith(10_001, 1, Map.of()), ErrorCode.INVALID_PARTITION_COUNT);
        assertRefused(() -> createWith(0, 1, Map.of()), ErrorCode.INVALID_PARTITION_COUNT);
        assertRefused(() -> createWith(1, 2, Map.of()), ErrorCode.INVALID_REPLICATION_FACTOR);
        assertRefused(
                () -> createWith(1, 1, Map.of("retention.ms", "soon")), ErrorCode.INVALID_CONFIG);
        assertRefused(
                () -> createWith(1, 1, Map.of("min.insync.replicas", "2")),
                ErrorCode.INVALID_CONFIG);
        assertThat(controller.metadata().topics()).containsOnlyKeys(ORDERS);
    }

    @Test
    void changesConfigsAndPartitionsTogetherOrNotAtAll() {
        // Given
        controller.brokers().register(firstRegistration());
        TopicMetadata topic = controller.createTopic(create(ORDERS), false);

        // When
        TopicMetadata changed = change(topic, Map.of("retention.ms", "1000"), 5, false);

        // Then
        assertThat(changed.partitions()).hasSize(5);
        assertThat(changed.config().retentionMs()).isEqualTo(1000);
        assertRefused(
                () -> change(topic, Map.of("retention.ms", "2000"), 4, false),
                ErrorCode.INVALID_PARTITION_COUNT);
        assertThat(controller.metadata().topics().get(ORDERS)).isEqualTo(changed);
    }

    @Test
    void aDryRunAnswersWhatWouldBeAndLeavesEverything() {
        // Given
        controller.brokers().register(firstRegistration());
        TopicMetadata topic = controller.createTopic(create(ORDERS), false);
        ClusterMetadata before = controller.metadata();

        // When
        TopicMetadata planned = change(topic, Map.of("segment.ms", "2000"), 7, true);
        controller.createTopic(create(new TopicName("other")), true);
        controller.deleteTopic(ORDERS, topic.id(), true);

        // Then
        assertThat(planned.partitions()).hasSize(7);
        assertThat(controller.metadata()).isEqualTo(before);
    }

    @Test
    void keepsEverythingOverARestart() throws Exception {
        // Given
        Registered first = controller.brokers().register(firstRegistration());
        controller.createTopic(
                new CreateTopic(
                        ORDERS,
                        OptionalInt.of(2),
                        OptionalInt.empty(),
                        Map.of("cleanup.policy", "compact")),
                false);
        ApiKey key = ApiKey.generate(new SecureRandom());
        controller.putKey(
                key.id(), new KeyEntry(new PrincipalName("admin"), key.secretSha256(), true));
        ClusterMetadata before = controller.metadata();

        // When
        restart();

        // Then
        ClusterMetadata after = controller.metadata();
        assertThat(after.version()).isEqualTo(before.version() + 1);
        assertThat(after.controllerEpoch()).isEqualTo(before.controllerEpoch() + 1);
        assertThat(after.topics()).isEqualTo(before.topics());
        assertThat(after.access()).isEqualTo(before.access());
        assertThat(after.clusterId()).isEqualTo(first.clusterId());
    }

    @Test
    void electsARestartedBrokerInANewEpoch() throws Exception {
        // Given
        Registered first = controller.brokers().register(firstRegistration());
        TopicMetadata topic = createWith(2, 1, Map.of());
        restart();

        // When
        Registered second = comesBack(first, controller.metadata().at(), reports(topic));

        // Then
        assertThat(second.brokerEpoch()).isGreaterThan(first.brokerEpoch());
        assertThat(partitions())
                .allSatisfy(
                        partition -> {
                            assertThat(partition.leader()).hasValue(1);
                            assertThat(partition.leaderEpoch()).isEqualTo(1);
                            assertThat(partition.partitionEpoch()).isPositive();
                        });
        assertRefused(() -> heartbeat(first), ErrorCode.NOT_LEADER);
        heartbeat(second);
    }

    @Test
    void leavesADamagedReplicaWithoutALeaderUntilItIsWholeAgain() {
        // Given
        Registered first = controller.brokers().register(firstRegistration());
        TopicMetadata topic = createWith(2, 1, Map.of());
        List<ReplicaReport> damaged = new ArrayList<>(reports(topic));
        damaged.set(1, report(topic, 1, ReplicaFlag.LOST));
        MetadataPosition seen = controller.metadata().at();

        // When
        comesBack(first, seen, damaged);

        // Then
        assertThat(partitions().get(0).leader()).hasValue(1);
        assertThat(partitions().get(1).leader()).isEmpty();
        assertThat(partitions().get(1).isr()).containsOnlyKeys(1);

        // When the operator has put it back
        comesBack(first, seen, reports(topic));

        // Then
        assertThat(partitions().get(1).leader()).hasValue(1);
        assertThat(partitions().get(1).leaderEpoch()).isEqualTo(1);
    }

    @Test
    void doesNotElectABrokerWhoseLogIsGone() {
        // Given
        Registered first = controller.brokers().register(firstRegistration());
        createWith(1, 1, Map.of());
        MetadataPosition seen = controller.metadata().at();

        // When it has acted on the topic, and reports nothing of it
        comesBack(first, seen, List.of());

        // Then
        assertThat(partitions().getFirst().leader()).isEmpty();

        // When its disk was replaced by an empty one
        plane.clock().advance(Duration.ofSeconds(2));
        controller.brokers().register(firstRegistration());

        // Then
        assertThat(partitions().getFirst().leader()).isEmpty();
    }

    @Test
    void electsABrokerThatDiedBeforeItHeardOfTheTopic() {
        // Given
        Registered first = controller.brokers().register(firstRegistration());
        MetadataPosition seen = controller.metadata().at();
        createWith(1, 1, Map.of());

        // When
        comesBack(first, seen, List.of());

        // Then
        assertThat(partitions().getFirst().leader()).hasValue(1);
    }

    @Test
    void stopsChangingAnythingWhenTheDatabaseHasLostCommits() throws Exception {
        // Given
        Registered first = controller.brokers().register(firstRegistration());
        TopicMetadata topic = createWith(1, 1, Map.of());
        MetadataPosition seen = lostVersion();

        // When
        comesBack(first, seen, reports(topic));

        // Then
        assertThat(controller.isInSafeMode()).isTrue();
        assertThat(partitions().getFirst().leader()).isEmpty();
        assertRefused(
                () -> controller.createTopic(create(new TopicName("other")), false),
                ErrorCode.COORDINATOR_LOADING);
        assertRefused(
                () -> controller.deleteTopic(topic.name(), topic.id(), false),
                ErrorCode.COORDINATOR_LOADING);
        restart();
        assertThat(controller.isInSafeMode()).isTrue();
    }

    @Test
    void refusesABrokerOfAnotherCluster() {
        // When // Then
        assertRefused(
                () ->
                        controller
                                .brokers()
                                .register(
                                        new BrokerRegistration(
                                                BROKER,
                                                UUID.randomUUID(),
                                                Optional.of(UUID.randomUUID()),
                                                "http://127.0.0.1:1",
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                List.of())),
                ErrorCode.INVALID_REQUEST);
    }

    @Test
    void aDeletedTopicLeavesATombstoneAndFreesItsName() throws Exception {
        // Given
        controller.brokers().register(firstRegistration());
        TopicMetadata old = controller.createTopic(create(ORDERS), false);

        // When
        controller.deleteTopic(ORDERS, old.id(), false);
        TopicMetadata anew = controller.createTopic(create(ORDERS), false);

        // Then
        assertThat(anew.id()).isNotEqualTo(old.id());
        assertThat(plane.number("select count(*) from control.topic_tombstone")).isOne();
        assertRefused(
                () -> controller.deleteTopic(ORDERS, old.id(), false), ErrorCode.TOPIC_NOT_FOUND);
    }

    @Test
    void tellsBrokersWhatWasDeletedAlsoWhenTheyWereAway() {
        // Given
        controller.brokers().register(firstRegistration());
        TopicMetadata old = controller.createTopic(create(ORDERS), false);
        assertThat(controller.metadata().deletedTopics()).isEmpty();

        // When
        controller.deleteTopic(ORDERS, old.id(), false);

        // Then
        assertThat(controller.metadata().deletedTopics()).containsExactly(old.id());
        restart();
        assertThat(controller.metadata().deletedTopics()).containsExactly(old.id());
    }

    @Test
    void publishesEachVersionBeforeItAnswers() throws Exception {
        // Given
        List<Long> seen = Collections.synchronizedList(new ArrayList<>());
        controller.brokers().register(firstRegistration());
        long before = controller.metadata().version();

        // When
        try (AutoCloseable subscription =
                controller.subscribe(-1, metadata -> seen.add(metadata.version()))) {
            assertThat(seen).containsExactly(before);
            controller.createTopic(create(ORDERS), false);

            // Then
            assertThat(seen).containsExactly(before, before + 1);
        }
    }

    @Test
    void givesProducerIdsOutOnce() throws Exception {
        // When
        ProducerIds first = controller.reserveProducerIds();
        restart();
        ProducerIds second = controller.reserveProducerIds();
        ProducerGrant named = controller.openProducer("billing");

        // Then
        assertThat(first.count()).isEqualTo(1000);
        assertThat(second.first()).isEqualTo(first.first() + 1000);
        assertThat(named.producerId()).isEqualTo(second.first() + 1000);
    }

    @Test
    void aNamedProducerKeepsItsIdAndFencesItsEarlierSelf() throws Exception {
        // Given
        ProducerGrant first = controller.openProducer("billing");

        // When
        restart();
        ProducerGrant second = controller.openProducer("billing");

        // Then
        assertThat(second.producerId()).isEqualTo(first.producerId());
        assertThat((int) second.epoch()).isEqualTo(first.epoch() + 1);
    }

    @Test
    void aNamedProducerGetsANewIdWhenItsEpochsAreUsedUp() throws Exception {
        // Given
        ProducerGrant first = controller.openProducer("billing");
        plane.execute("update control.producer_name set producer_epoch = 32766");

        // When
        ProducerGrant next = controller.openProducer("billing");

        // Then
        assertThat(next.producerId()).isNotEqualTo(first.producerId());
        assertThat((int) next.epoch()).isZero();
    }

    @Test
    void boundsTheNumberOfNamedProducers() {
        // Given
        for (int i = 0; i < 10; i++) {
            controller.openProducer("p" + i);
        }

        // When // Then
        assertRefused(() -> controller.openProducer("one more"), ErrorCode.QUOTA_EXCEEDED);
        controller.openProducer("p3");
    }

    @Test
    void aFencedControllerWritesNothingAndClaimsAgain() throws Exception {
        // Given that another one has claimed
        Registered registered = controller.brokers().register(firstRegistration());
        long epoch = controller.metadata().controllerEpoch();
        plane.execute("update control.cluster_state set controller_epoch = controller_epoch + 1");
        long version = plane.number("select metadata_version from control.cluster_state");

        // When // Then
        assertRefused(
                () -> controller.createTopic(create(ORDERS), false), ErrorCode.COORDINATOR_LOADING);
        assertThat(plane.number("select metadata_version from control.cluster_state"))
                .isEqualTo(version);
        plane.clock().advance(Duration.ofSeconds(1));
        await().ignoreException(MillraceException.class)
                .untilAsserted(
                        () ->
                                assertThat(controller.metadata().controllerEpoch())
                                        .isEqualTo(epoch + 2));
        heartbeat(registered);
        controller.createTopic(create(ORDERS), false);
    }

    @Test
    void readsItsStateAgainWhenARowIsNotWhatItRemembers() throws Exception {
        // Given
        Registered first = controller.brokers().register(firstRegistration());
        TopicMetadata topic = createWith(1, 1, Map.of());
        plane.execute("update control.partition_state set partition_epoch = 7, leader_epoch = 4");
        MetadataPosition seen = controller.metadata().at();

        // When
        assertRefused(() -> comesBack(first, seen, reports(topic)), ErrorCode.COORDINATOR_LOADING);

        // Then
        await().ignoreException(MillraceException.class)
                .untilAsserted(
                        () -> assertThat(partitions().getFirst().partitionEpoch()).isEqualTo(7));
        comesBack(first, seen, reports(topic));
        assertThat(partitions().getFirst().leaderEpoch()).isEqualTo(5);
    }

    @Test
    void handsOverToTheNextController() throws Exception {
        // Given
        controller.brokers().register(firstRegistration());
        try (ControlDatabase second = plane.open();
                Controller successor = plane.start(second, "second-" + UUID.randomUUID())) {
            assertThat(successor.isLeading()).isFalse();

            // When
            controller.close();

            // Then
            successor.awaitLeading(Duration.ofSeconds(20));
            assertThat(successor.metadata().brokers()).hasSize(1);
        }
    }

    /** Its process has died, and another one comes after its deadline. */
    private Registered comesBack(
            Registered before, MetadataPosition seen, List<ReplicaReport> reports) {
        plane.clock().advance(Duration.ofSeconds(2));
        return controller.brokers().register(registration(before, seen, reports));
    }

    private void heartbeat(Registered registered) {
        controller
                .brokers()
                .heartbeat(
                        new Heartbeat(
                                BROKER,
                                registered.brokerEpoch(),
                                registered.metadataVersion(),
                                false));
        plane.clock().advance(Duration.ofMillis(100));
    }

    private void restart() {
        controller.close();
        controller = plane.start(database, "restarted-" + UUID.randomUUID());
        controller.awaitLeading(Duration.ofSeconds(20));
    }

    private MetadataPosition lostVersion() {
        MetadataPosition newest = controller.metadata().at();
        return new MetadataPosition(newest.claim(), newest.version() + 1);
    }

    private TopicMetadata createWith(int partitions, int factor, Map<String, String> configs) {
        return controller.createTopic(
                new CreateTopic(
                        new TopicName("orders-x"),
                        OptionalInt.of(partitions),
                        OptionalInt.of(factor),
                        configs),
                false);
    }

    private TopicMetadata change(
            TopicMetadata topic, Map<String, String> configs, int partitions, boolean dryRun) {
        return controller.changeTopic(
                topic.name(), topic.id(), Optional.of(configs), OptionalInt.of(partitions), dryRun);
    }

    private List<PartitionMetadata> partitions() {
        return controller.metadata().topics().values().iterator().next().partitions();
    }

    private static CreateTopic create(TopicName name) {
        return new CreateTopic(name, OptionalInt.empty(), OptionalInt.empty(), Map.of());
    }

    private static BrokerRegistration firstRegistration() {
        return new BrokerRegistration(
                BROKER,
                UUID.randomUUID(),
                Optional.empty(),
                "http://127.0.0.1:1",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static BrokerRegistration registration(
            Registered before, MetadataPosition seen, List<ReplicaReport> reports) {
        return new BrokerRegistration(
                BROKER,
                UUID.randomUUID(),
                Optional.of(before.clusterId()),
                "http://127.0.0.1:1",
                Optional.empty(),
                Optional.empty(),
                Optional.of(seen),
                reports);
    }

    private static List<ReplicaReport> reports(TopicMetadata topic) {
        return topic.partitions().stream()
                .map(partition -> report(topic, partition.partition(), ReplicaFlag.OK))
                .toList();
    }

    private static ReplicaReport report(TopicMetadata topic, int partition, ReplicaFlag flag) {
        return new ReplicaReport(new PartitionId(topic.id(), partition), 0, 10, 10, flag);
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(code));
    }
}
