package io.millrace.broker.partition;

import static io.millrace.broker.partition.Broker.append;
import static io.millrace.broker.partition.Broker.await;
import static io.millrace.broker.partition.Broker.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendTest {
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

    @Test
    void readsBackWhatWasAcknowledged() {
        // Given
        HostedPartition partition = broker.create("orders");

        // When
        ProduceOutcome outcome = append(partition, Records.batch("a", "b"));

        // Then: offset 0 is the EPOCH_START of the new leader
        assertThat(outcome)
                .isEqualTo(
                        new ProduceOutcome.Appended(
                                1, 2, broker.clock.get(), partition.leaderEpoch()));
        assertThat(Records.readFrom(partition, 0))
                .containsExactly(new Records.Read(1, "a"), new Records.Read(2, "b"));
        assertThat(partition.offsets()).isEqualTo(new Offsets(0, 3, 3, partition.leaderEpoch()));
    }

    @Test
    void answersAcksAllOnlyWhenItIsOnDisk() {
        // Given
        HostedPartition partition = broker.create("orders");
        append(partition, Records.batch("first"));
        broker.disk.holdForces();

        // When
        var all = partition.append(ProduceRequest.of(Records.batch("all"), Acks.ALL));
        var leader = partition.append(ProduceRequest.of(Records.batch("leader"), Acks.LEADER));
        var none = partition.append(ProduceRequest.of(Records.batch("none"), Acks.NONE));

        // Then
        assertThat(await(none)).isInstanceOf(ProduceOutcome.Appended.class);
        assertThat(all).isNotDone();
        assertThat(leader).isNotDone();
        assertThat(partition.offsets().highWatermark()).isEqualTo(2);
        assertThat(partition.fetch(2, 1_000, OptionalInt.empty()))
                .isInstanceOf(FetchOutcome.Empty.class);
        broker.disk.letAllForces();
        assertThat(await(all)).isInstanceOf(ProduceOutcome.Appended.class);
        assertThat(await(leader)).isInstanceOf(ProduceOutcome.Appended.class);
        await().untilAsserted(
                        () ->
                                assertThat(Records.values(partition))
                                        .containsExactly("first", "all", "leader", "none"));
    }

    @Test
    void letsAppendsThatComeDuringAFlushRideOnTheNext() {
        // Given
        HostedPartition partition = broker.create("orders");
        append(partition, Records.batch("first"));
        broker.disk.holdForces();
        int before = broker.disk.forces();

        // When
        List<CompletableFuture<ProduceOutcome>> answers =
                IntStream.range(0, 50)
                        .mapToObj(n -> Records.batch("r" + n))
                        .map(batch -> partition.append(ProduceRequest.of(batch, Acks.ALL)))
                        .toList();
        await().untilAsserted(() -> assertThat(partition.log().logEndOffset()).isEqualTo(52));
        broker.disk.letAllForces();
        answers.forEach(Broker::await);

        // Then
        assertThat(broker.disk.forces() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void refusesWhatDoesNotFitIntoItsQueueAndTakesAllElse() {
        // Given
        HostedPartition partition = broker.create("orders");
        broker.disk.holdForces();

        // When
        List<CompletableFuture<ProduceOutcome>> answers = new ArrayList<>();
        for (int n = 0; n < Broker.PARTITION_REQUESTS_MAX + 20; n++) {
            answers.add(partition.append(ProduceRequest.of(Records.batch("r" + n), Acks.ALL)));
        }

        // Then
        List<ProduceOutcome> refused =
                answers.subList(Broker.PARTITION_REQUESTS_MAX, answers.size()).stream()
                        .map(CompletableFuture::resultNow)
                        .toList();
        assertThat(refused).hasSize(20);
        assertThat(refused)
                .allSatisfy(
                        outcome -> {
                            var problem = ((ProduceOutcome.Refused) outcome).problem();
                            assertThat(problem.code()).isEqualTo(ErrorCode.OVERLOADED);
                            assertThat(problem.retriable()).isTrue();
                            assertThat(problem.outcome()).isEqualTo(Outcome.NOT_APPENDED);
                        });
        broker.disk.letAllForces();
        assertThat(answers.subList(0, Broker.PARTITION_REQUESTS_MAX))
                .allSatisfy(
                        answer ->
                                assertThat(await(answer))
                                        .isInstanceOf(ProduceOutcome.Appended.class));
        assertThat(append(partition, Records.batch("later")))
                .isInstanceOf(ProduceOutcome.Appended.class);
    }

    @Test
    void keepsEveryRecordOfManyProducersOnceAndInTheirOrder() {
        // Given
        HostedPartition partition = broker.create("orders");
        int producers = 8;
        int each = 300;

        // When
        List<Thread> threads =
                IntStream.range(0, producers)
                        .mapToObj(p -> Thread.ofVirtual().start(() -> produce(partition, p, each)))
                        .toList();
        threads.forEach(Broker::join);

        // Then
        List<String> values = Records.values(partition);
        assertThat(values).hasSize(producers * each).doesNotHaveDuplicates();
        for (int p = 0; p < producers; p++) {
            String mine = p + ":";
            assertThat(values.stream().filter(value -> value.startsWith(mine)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, each).mapToObj(n -> mine + n).toList());
        }
    }

    private static void produce(HostedPartition partition, int producer, int records) {
        List<CompletableFuture<ProduceOutcome>> answers = new ArrayList<>();
        for (int n = 0; n < records; n++) {
            ByteBuffer batch = Records.batch(producer, 0, n, producer + ":" + n);
            answers.add(partition.append(ProduceRequest.raw(batch, Acks.ALL)));
            if (answers.size() == 5) {
                answers.forEach(
                        answer ->
                                assertThat(await(answer))
                                        .isInstanceOf(ProduceOutcome.Appended.class));
                answers.clear();
            }
        }
        answers.forEach(Broker::await);
    }

    @Test
    void refusesWritesOnAFullDiskAndGoesOnWhenThereIsRoom() {
        // Given
        HostedPartition partition = broker.create("orders");
        append(partition, Records.batch("before"));
        broker.disk.fillUp(true);

        // When
        ProduceOutcome outcome = append(partition, Records.batch("lost"));

        // Then
        assertThat(refusal(outcome)).isEqualTo(ErrorCode.STORAGE_FULL);
        assertThat(((ProduceOutcome.Refused) outcome).problem().outcome())
                .isEqualTo(Outcome.NOT_APPENDED);
        assertThat(Records.values(partition)).containsExactly("before");
        broker.disk.fillUp(false);
        append(partition, Records.batch("after"));
        assertThat(Records.values(partition)).containsExactly("before", "after");
    }

    @Test
    void saysUnknownAndStopsForGoodWhenAnFsyncFails() {
        // Given
        HostedPartition partition = broker.create("orders");
        append(partition, Records.batch("before"));
        broker.disk.failForces();

        // When
        ProduceOutcome outcome = append(partition, Records.batch("unknown"));

        // Then
        var problem = ((ProduceOutcome.Refused) outcome).problem();
        assertThat(problem.code()).isEqualTo(ErrorCode.LOG_FAILED);
        assertThat(problem.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(broker.failures).hasSize(1);
        assertThat(refusal(append(partition, Records.batch("after"))))
                .isEqualTo(ErrorCode.LOG_FAILED);
        assertThat(broker.disk.forces()).isGreaterThan(0);
    }

    @Test
    void refusesAcksAllBelowMinInsyncReplicasAtOnce() {
        // Given
        broker.apply(broker.cluster.create("orders", 1, Map.of("min.insync.replicas", "2")));
        HostedPartition partition = broker.partition("orders", 0);

        // When
        ProduceOutcome outcome = append(partition, Records.batch("a"));

        // Then
        assertThat(refusal(outcome)).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        broker.apply(broker.cluster.change("orders", 1, Map.of()));
        assertThat(append(partition, Records.batch("b")))
                .isInstanceOf(ProduceOutcome.Appended.class);
        assertThat(Records.values(partition)).containsExactly("b");
    }

    @Test
    void stampsTheAppendTimeWhereTheTopicWantsIt() {
        // Given
        broker.apply(
                broker.cluster.create(
                        "orders", 1, Map.of("message.timestamp.type", "LogAppendTime")));
        HostedPartition partition = broker.partition("orders", 0);

        // When
        append(partition, Records.batch("a"));

        // Then
        var fetched = (FetchOutcome.Fetched) partition.fetch(1, 1_000, OptionalInt.empty());
        RecordBatch batch = RecordBatch.at(fetched.slice().read(), 0);
        batch.verify();
        assertThat(batch.isAppendTime()).isTrue();
        assertThat(batch.maxTimestamp()).isEqualTo(broker.clock.get());
    }

    @Test
    void acceptsOnlyOneWholeDataBatch() {
        // Given
        HostedPartition partition = broker.create("orders");
        ByteBuffer one = Records.batch("a");
        ByteBuffer two = ByteBuffer.allocate(2 * one.remaining());
        two.put(one.duplicate()).put(one.duplicate()).flip();

        // When // Then
        assertThatThrownBy(() -> partition.append(ProduceRequest.of(two, Acks.ALL)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
