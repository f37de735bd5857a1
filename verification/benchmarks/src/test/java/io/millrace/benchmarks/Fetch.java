package io.millrace.benchmarks;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Reads a topic from its beginning through each side's own client, every checksum checked. */
final class Fetch {
    private static final int PAIRS = 7;
    private static final int RECORDS = 300_000;

    private Fetch() {}

    static void run(Path directory, Consumer<Comparison> done) throws Exception {
        try (KafkaServer kafka = KafkaServer.start(directory.resolve("kafka"), "1g");
                MillraceServer millrace =
                        MillraceServer.start(directory.resolve("millrace/data"), "1g")) {
            for (int partitions : new int[] {1, 8}) {
                Workload work = Workload.of(partitions, RECORDS);
                String topic = "fetch-" + partitions;
                kafka.createTopic(topic, partitions, Map.of());
                millrace.createTopic(topic, partitions);
                KafkaClients.produce(kafka, topic, work);
                MillraceClients.produce(millrace, topic, work);
                done.accept(
                        new Comparison(
                                "fetch-%dp".formatted(partitions),
                                "MiB/s",
                                "Kafka's consumer",
                                Pairs.alternate(
                                        PAIRS,
                                        round -> MillraceClients.consume(millrace, topic, work),
                                        round -> KafkaClients.consume(kafka, topic, work)),
                                1.0,
                                "1 KiB records, raw batches, from the page cache"));
            }
        }
    }
}
