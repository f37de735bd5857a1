package io.millrace.broker.partition;

import static io.millrace.broker.partition.Broker.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.millrace.log.disk.RealDisk;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.control.Registered;
import io.millrace.protocol.control.ReplicaFlag;
import io.millrace.protocol.control.ReplicaReport;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
    @TempDir Path path;

    private Broker broker;

    @BeforeEach
    void start() {
        broker = new Broker(path);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private List<Path> entries(String directory) throws IOException {
        try (Stream<Path> list = Files.list(path.resolve(directory))) {
            return list.toList();
        }
    }

    @Test
    void servesWhatTheMetadataSaysAndTellsListeners() {
        // Given
        List<Long> versions = new ArrayList<>();
        Cancellable listening =
                broker.host().topics().onChange(metadata -> versions.add(metadata.version()));

        // When
        broker.apply(broker.cluster.create("orders", 3, Map.of()));
        broker.apply(broker.cluster.create("payments", 1, Map.of()));
        listening.cancel();
        broker.apply(broker.cluster.create("unheard", 1, Map.of()));

        // Then
        assertThat(versions).containsExactly(2L, 3L);
        assertThat(broker.host().topics().all())
                .extracting(topic -> topic.metadata().name().value())
                .containsExactly("orders", "payments", "unheard");
        for (int p = 0; p < 3; p++) {
            append(broker.partition("orders", p), Records.batch("p" + p));
            assertThat(Records.values(broker.partition("orders", p))).containsExactly("p" + p);
        }
    }

    @Test
    void ignoresMetadataThatIsOlder() {
        // Given
        ClusterMetadata older = broker.cluster.create("orders", 1, Map.of()).metadata();
        broker.apply(broker.cluster.create("payments", 1, Map.of()));

        // When
        broker.host().apply(older);

        // Then
        assertThat(broker.host().topics().find(new TopicName("payments"))).isPresent();
    }

    @Test
    void growsATopicAndKeepsWhatItHas() {
        // Given
        Partition before = broker.create("orders");
        append(before, Records.batch("a"));

        // When
        broker.apply(broker.cluster.change("orders", 4, Map.of()));

        // Then
        assertThat(broker.partition("orders", 0)).isSameAs(before);
        assertThat(append(broker.partition("orders", 3), Records.batch("b")))
                .isInstanceOf(ProduceOutcome.Appended.class);
        assertThat(Records.values(before)).containsExactly("a");
    }

    @Test
    void opensTheRestOfATopicOnceItCan() throws IOException {
        // Given
        ClusterMetadata next = broker.cluster.create("orders", 3, Map.of()).metadata();
        TopicName orders = new TopicName("orders");
        Path obstacle = path.resolve(next.topics().get(orders).partitionId(1).toString());
        Files.createFile(obstacle);
        broker.host().apply(next);
        assertThat(broker.host().topics().find(orders)).isEmpty();
        assertThat(versionSeen(broker)).isLessThan(next.version());

        // When
        Files.delete(obstacle);
        broker.host().retryIncomplete();

        // Then
        for (int p = 0; p < 3; p++) {
            assertThat(append(broker.partition("orders", p), Records.batch("a")))
                    .isInstanceOf(ProduceOutcome.Appended.class);
        }
        assertThat(versionSeen(broker)).isEqualTo(next.version());
    }

    @Test
    void startsATopicOfADeletedNameEmpty() throws IOException {
        // Given
        Partition before = broker.create("orders");
        append(before, Records.batch("old"));

        // When
        broker.apply(broker.cluster.delete("orders"));
        Partition after = broker.create("orders");

        // Then
        assertThat(after.id()).isNotEqualTo(before.id());
        append(after, Records.batch("new"));
        assertThat(Records.values(after)).containsExactly("new");
        assertThat(entries("trash")).hasSize(1);
        assertThat(
                        broker.metrics
                                .get("millrace.log.end.offset")
                                .tag("topic", "orders")
                                .gauge()
                                .value())
                .isEqualTo(2);
    }

    @Test
    void deletesTheTrashAfterItsDelayAlsoAcrossARestart() throws IOException {
        // Given
        append(broker.create("orders"), Records.batch("old"));
        broker.apply(broker.cluster.delete("orders"));
        broker.stop();
        broker.start();
        broker.host().emptyTrash();
        assertThat(entries("trash")).hasSize(1);

        // When
        broker.passTime(Duration.ofHours(2));
        broker.host().emptyTrash();

        // Then
        assertThat(entries("trash")).isEmpty();
    }

    @Test
    void movesAsideWhatNoTopicKnowsAndNeverDeletesIt() throws IOException {
        // Given
        append(broker.create("orders"), Records.batch("precious"));
        String name = broker.partition("orders", 0).id().toString();
        broker.stop();
        broker.cluster.forget("orders");

        // When
        broker.start();

        // Then
        assertThat(broker.host().topics().all()).isEmpty();
        assertThat(entries("stray"))
                .extracting(Path::getFileName)
                .map(Path::toString)
                .singleElement(STRING)
                .startsWith(name);
        assertThat(path.resolve("trash")).doesNotExist();
    }

    @Test
    void movesAsideWhatItServedIfNothingSaysThatItWasDeleted() throws IOException {
        // Given
        append(broker.create("orders"), Records.batch("precious"));

        // When
        broker.apply(broker.cluster.forget("orders"));

        // Then
        assertThat(broker.host().topics().all()).isEmpty();
        assertThat(entries("stray")).hasSize(1);
        assertThat(path.resolve("trash")).doesNotExist();
    }

    @Test
    void throwsAwayWhatWasDeletedWhileItWasDown() throws IOException {
        // Given
        append(broker.create("orders"), Records.batch("old"));
        broker.kill();
        broker.cluster.delete("orders");

        // When
        broker.start();

        // Then
        assertThat(entries("trash")).hasSize(1);
        assertThat(path.resolve("stray")).doesNotExist();
        broker.host().emptyTrash();
        assertThat(entries("trash")).hasSize(1);
        broker.passTime(Duration.ofHours(2));
        broker.host().emptyTrash();
        assertThat(entries("trash")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsEveryAcknowledgedRecordAfterARestart(boolean clean) {
        // Given
        broker.apply(broker.cluster.create("orders", 2, Map.of()));
        for (int n = 0; n < 20; n++) {
            append(broker.partition("orders", n % 2), Records.batch("r" + n));
        }
        int epoch = broker.partition("orders", 0).leaderEpoch();
        if (clean) {
            broker.stop();
        } else {
            broker.kill();
        }

        // When
        broker.start();

        // Then
        List<String> values = new ArrayList<>(Records.values(broker.partition("orders", 0)));
        values.addAll(Records.values(broker.partition("orders", 1)));
        assertThat(values).hasSize(20).contains("r0", "r19");
        assertThat(broker.partition("orders", 0).leaderEpoch()).isGreaterThan(epoch);
        assertThat(versionSeen(broker)).isEqualTo(broker.cluster.metadata().version());
    }

    @Test
    void countsNoRecordsInATopicThatNobodyWroteTo() {
        // Given
        Partition empty = broker.create("empty");
        Partition orders = broker.create("orders");
        append(orders, Records.batch("a", "b"));

        // When
        broker.kill();
        broker.start();
        Broker.await(broker.partition("empty", 0).latest());
        Broker.await(broker.partition("orders", 0).latest());

        // Then
        assertThat(empty.recordCountMax()).isZero();
        assertThat(broker.partition("empty", 0).offsets().highWatermark()).isEqualTo(2);
        assertThat(broker.partition("empty", 0).recordCountMax()).isZero();
        assertThat(broker.partition("orders", 0).recordCountMax()).isEqualTo(2);

        // When all is deleted
        Partition again = broker.partition("orders", 0);
        Broker.await(again.deleteBefore(again.offsets().highWatermark()));

        // Then
        assertThat(again.recordCountMax()).isZero();
    }

    @Test
    void leadsInItsNewRegistrationThoughTheMetadataCameBeforeTheAnswer() {
        // Given
        HostedPartition partition = broker.create("orders");
        Registered again = broker.cluster.register();
        broker.host().apply(broker.cluster.metadata());
        assertThat(partition.leaderEpoch()).isEqualTo(2);

        // When
        broker.host().registered(Cluster.BROKER, again);

        // Then
        assertThat(partition.leaderEpoch()).isEqualTo(3);
        assertThat(((Role.Leading) partition.role()).state().brokerEpoch())
                .isEqualTo(again.brokerEpoch());
    }

    @Test
    void neverLeadsOnInTheEpochOfItsEarlierLife() {
        // Given
        Partition partition = broker.create("orders");
        append(partition, Records.batch("a"));
        broker.stop();

        // When
        broker.start(broker.cluster.unnoticedRestart());

        // Then
        assertThat(Broker.refusal(append(broker.partition("orders", 0), Records.batch("b"))))
                .isEqualTo(ErrorCode.LEADER_NOT_AVAILABLE);
        assertThat(broker.partition("orders", 0).offsets().highWatermark()).isEqualTo(2);
    }

    @Test
    void refusesToJoinAnotherCluster() {
        // Given
        broker.create("orders");
        broker.stop();

        // When // Then
        assertThatThrownBy(() -> new Broker(path, new Cluster(), new RealDisk()))
                .hasMessageContaining("belongs to cluster");
        broker.start();
    }

    @Test
    void reportsADamagedLogAndDoesNotServeIt() throws IOException {
        // Given
        Partition partition = broker.create("orders");
        append(partition, Records.batch("a"));
        append(partition, Records.batch("b"));
        broker.host().checkpoint();
        broker.kill();
        flipAByteOf(partition);

        // When
        broker.start();

        // Then
        assertThat(broker.host().replicaReports())
                .extracting(ReplicaReport::flag)
                .containsExactly(ReplicaFlag.CORRUPT);
        assertThat(Broker.refusal(append(broker.partition("orders", 0), Records.batch("c"))))
                .isEqualTo(ErrorCode.LOG_FAILED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neverCreatesALogAnewThatItHasHad(boolean everything) throws IOException {
        // Given
        broker.apply(broker.cluster.create("orders", 2, Map.of()));
        append(broker.partition("orders", 0), Records.batch("acknowledged"));
        append(broker.partition("orders", 1), Records.batch("other"));
        Path gone = path.resolve(broker.partition("orders", 0).id().toString());
        broker.kill();
        delete(everything ? path : gone);

        for (int start = 0; start < 2; start++) {
            // When
            broker.start();

            // Then
            Partition lost = broker.partition("orders", 0);
            assertThat(broker.host().replicaReports())
                    .filteredOn(report -> report.partition().equals(lost.id()))
                    .extracting(ReplicaReport::flag)
                    .containsExactly(ReplicaFlag.LOST);
            assertThat(Broker.refusal(append(lost, Records.batch("new"))))
                    .isEqualTo(ErrorCode.LOG_FAILED);
            assertThat(lost.fetch(0, 1000, OptionalInt.empty()))
                    .isInstanceOfSatisfying(
                            FetchOutcome.Refused.class,
                            refused ->
                                    assertThat(refused.problem().detail())
                                            .contains("orders, partition 0")
                                            .contains("directory is gone"));
            assertThat(gone).doesNotExist();
            if (!everything) {
                assertThat(Records.values(broker.partition("orders", 1))).containsExactly("other");
            }
            broker.stop();
        }
        broker.start();
    }

    @Test
    void reportsAVanishedLogBeforeItKnowsTheMetadata() throws IOException {
        // Given
        Partition partition = broker.create("orders");
        broker.kill();
        delete(path.resolve(partition.id().toString()));

        // When
        broker.start(broker.cluster.unnoticedRestart(), false);

        // Then
        assertThat(broker.host().replicaReports())
                .extracting(ReplicaReport::partition, ReplicaReport::flag)
                .containsExactly(tuple(partition.id(), ReplicaFlag.LOST));
    }

    @Test
    void forgetsALostLogWhenItsTopicIsDeleted() throws IOException {
        // Given
        Partition partition = broker.create("orders");
        broker.kill();
        delete(path.resolve(partition.id().toString()));
        broker.start();

        // When
        broker.apply(broker.cluster.delete("orders"));
        broker.stop();
        broker.start();

        // Then
        assertThat(broker.host().replicaReports()).isEmpty();
    }

    private static long versionSeen(Broker broker) {
        return broker.host().metadataSeen().orElseThrow().version();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void flipAByteOf(Partition partition) throws IOException {
        Path file =
                entries(partition.id().toString()).stream()
                        .filter(each -> each.toString().endsWith(".log"))
                        .findFirst()
                        .orElseThrow();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {99}), channel.size() - 3);
        }
    }
}
