package io.millrace.broker.partition;

import static io.millrace.broker.partition.Broker.await;
import static io.millrace.broker.partition.Broker.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.disk.RealDisk;
import io.millrace.protocol.ErrorCode;
import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OvertakersTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(20);

    @TempDir Path path;

    private Broker broker(Duration wait) {
        return new Broker(path, new Cluster(), new RealDisk(), wait);
    }

    private static CompletableFuture<ProduceOutcome> send(Partition partition, ByteBuffer batch) {
        return partition.append(ProduceRequest.raw(batch, Acks.ALL));
    }

    @Test
    void fiveBatchesOfAProducerMayComeInAnyOrder() {
        try (Broker broker = broker(LONG)) {
            for (int seed = 0; seed < 50; seed++) {
                // Given
                Partition partition = broker.create("orders-" + seed);
                List<Integer> order = new ArrayList<>(IntStream.range(0, 5).boxed().toList());
                Collections.shuffle(order, new Random(seed));

                // When
                List<CompletableFuture<ProduceOutcome>> answers =
                        order.stream()
                                .map(n -> send(partition, Records.batch(7, 0, n, "r" + n)))
                                .toList();

                // Then
                for (CompletableFuture<ProduceOutcome> answer : answers) {
                    assertThat(await(answer))
                            .as("seed %d", seed)
                            .isInstanceOf(ProduceOutcome.Appended.class);
                }
                assertThat(Records.values(partition))
                        .as("seed %d", seed)
                        .containsExactly("r0", "r1", "r2", "r3", "r4");
            }
        }
    }

    @Test
    void whoWasTakenInTimeIsNotJudgedAgainWhenItsTimeIsOver() {
        // Given
        List<Runnable> due = new CopyOnWriteArrayList<>();
        List<AppendTask> judged = new ArrayList<>();
        Overtakers overtakers = new Overtakers(Duration.ofMillis(1), due::add, judged::add);
        AppendTask first = task(0);
        AppendTask second = task(1);
        overtakers.offer(7, second);

        // When
        AppendTask taken = overtakers.takeFollower(first);
        org.awaitility.Awaitility.await().until(() -> !due.isEmpty());
        due.forEach(Runnable::run);

        // Then
        assertThat(taken).isSameAs(second);
        assertThat(judged).isEmpty();
    }

    private static AppendTask task(int sequence) {
        return new AppendTask(
                ProduceRequest.raw(Records.batch(7, 0, sequence, "a"), Acks.ALL),
                new ProduceBudget(null, new QueueLimits(1 << 20, 10)),
                0);
    }

    @Test
    void whoseTurnNeverComesIsRefusedAsAGap() {
        try (Broker broker = broker(SHORT)) {
            // Given
            Partition partition = broker.create("orders");
            await(send(partition, Records.batch(7, 0, 0, "a")));

            // When
            ProduceOutcome gap = await(send(partition, Records.batch(7, 0, 2, "c")));

            // Then
            assertThat(refusal(gap)).isEqualTo(ErrorCode.PRODUCER_SEQUENCE_GAP);
            assertThat(((ProduceOutcome.Refused) gap).problem().members())
                    .containsEntry("expected_seq", 1L);
            assertThat(Records.values(partition)).containsExactly("a");
        }
    }

    @Test
    void noMoreThanFourOfAProducerWaitAndOthersAreNotHeldUp() {
        try (Broker broker = broker(LONG)) {
            // Given
            Partition partition = broker.create("orders");
            List<CompletableFuture<ProduceOutcome>> early =
                    IntStream.range(1, 5)
                            .mapToObj(n -> send(partition, Records.batch(7, 0, n, "r" + n)))
                            .toList();

            // When
            ProduceOutcome fifth = await(send(partition, Records.batch(7, 0, 5, "r5")));
            ProduceOutcome others = await(send(partition, Records.batch(8, 0, 0, "other")));

            // Then
            assertThat(refusal(fifth)).isEqualTo(ErrorCode.PRODUCER_SEQUENCE_GAP);
            assertThat(others).isInstanceOf(ProduceOutcome.Appended.class);
            assertThat(early).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void whatWaitsIsRefusedWhenThePartitionIsLedNoMore() {
        CompletableFuture<ProduceOutcome> early;
        try (Broker broker = broker(LONG)) {
            // Given
            early = send(broker.create("orders"), Records.batch(7, 0, 1, "b"));
        }

        // Then
        assertThat(((ProduceOutcome.Refused) await(early)).problem().outcome())
                .isEqualTo(io.millrace.protocol.Outcome.NOT_APPENDED);
    }

    @Test
    void aRepetitionOfAnOldBatchDoesNotWait() {
        try (Broker broker = broker(LONG)) {
            // Given
            Partition partition = broker.create("orders");
            for (int n = 0; n < 7; n++) {
                await(send(partition, Records.batch(7, 0, n, "r" + n)));
            }

            // When
            ProduceOutcome old = await(send(partition, Records.batch(7, 0, 0, "r0")));

            // Then
            assertThat(refusal(old)).isEqualTo(ErrorCode.PRODUCER_SEQUENCE_GAP);
        }
    }
}
