package io.millrace.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatheredAppendsTest {
    @TempDir Path path;

    /** Batches that come together get what they would get one after the other. */
    @Test
    void whatIsGatheredInOneTurnIsJudgedAsIfItCameAlone() {
        try (Broker broker = new Broker(path)) {
            for (int seed = 0; seed < 60; seed++) {
                // Given
                List<ByteBuffer> batches = batches(new Random(seed));
                HostedPartition together = broker.create("together-" + seed);
                HostedPartition alone = broker.create("alone-" + seed);

                // When
                List<ProduceOutcome> gathered = inOneTurn(together, batches);
                List<ProduceOutcome> single =
                        batches.stream().map(b -> Broker.appendRaw(alone, b.duplicate())).toList();

                // Then
                for (int i = 0; i < batches.size(); i++) {
                    assertThat(said(gathered.get(i)))
                            .as("batch %d, seed %d", i, seed)
                            .isEqualTo(said(single.get(i)));
                }
                assertThat(Records.values(together)).isEqualTo(Records.values(alone));
            }
        }
    }

    @Test
    void successiveBatchesOfOneProducerTakeOneFlush() {
        try (Broker broker = new Broker(path)) {
            // Given
            HostedPartition partition = broker.create("orders");
            List<ByteBuffer> batches = new ArrayList<>();
            for (int n = 0; n < 5; n++) {
                batches.add(Records.batch(7, 0, n, "r" + n));
            }
            Broker.append(partition, Records.batch("first"));
            int before = broker.disk.forces();

            // When
            inOneTurn(partition, batches);

            // Then
            assertThat(broker.disk.forces() - before).isEqualTo(1);
        }
    }

    private static List<ProduceOutcome> inOneTurn(
            HostedPartition partition, List<ByteBuffer> batches) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        var held = partition.withLog(log -> all.join());
        List<CompletableFuture<ProduceOutcome>> answers =
                batches.stream()
                        .map(b -> partition.append(ProduceRequest.raw(b.duplicate(), Acks.ALL)))
                        .toList();
        all.complete(null);
        Broker.await(held);
        return answers.stream().map(Broker::await).toList();
    }

    /** Mostly the next of a producer's sequence; some again, some too far, some of a new epoch. */
    private static List<ByteBuffer> batches(Random random) {
        List<ByteBuffer> batches = new ArrayList<>();
        int[] epochs = new int[2];
        int[] next = new int[2];
        for (int n = 0; n < 12; n++) {
            int producer = random.nextInt(2);
            int sequence = next[producer];
            switch (random.nextInt(8)) {
                case 0 -> sequence = Math.max(0, sequence - 1 - random.nextInt(3));
                case 1 -> sequence += 1 + random.nextInt(3);
                case 2 -> {
                    epochs[producer]++;
                    sequence = 0;
                }
                default -> {}
            }
            int records = 1 + random.nextInt(3);
            String[] values = new String[records];
            for (int i = 0; i < records; i++) {
                values[i] = producer + ":" + epochs[producer] + ":" + (sequence + i);
            }
            batches.add(Records.batch(7 + producer, epochs[producer], sequence, values));
            next[producer] = sequence + records;
        }
        return batches;
    }

    private static String said(ProduceOutcome outcome) {
        return outcome instanceof ProduceOutcome.Refused refused
                ? refused.problem().code() + " " + refused.problem().members().get("expected_seq")
                : outcome.toString();
    }
}
