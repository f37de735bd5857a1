package io.millrace.benchmarks;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Reads a topic from its beginning through each side's own client, every checksum checked. */
final class Fetch {
    private static final int PAIRS = 7;
    private static final int RECORDS = 300_000;

    /** On two cores it takes some GB until the compilers have nothing left to do. */
    private static final int WARM_UPS = 20;

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
                Pairs.Side ours = round -> MillraceClients.consume(millrace, topic, work);
                Pairs.Side theirs = round -> KafkaClients.consume(kafka, topic, work);
                if (partitions == 1) {
                    Pairs.warmUp(WARM_UPS, ours, theirs);
                }
                done.accept(
                        new Comparison(
                                "fetch-%dp".formatted(partitions),
                                "MiB/s",
                                "Kafka's consumer",
                                Pairs.alternate(PAIRS, ours, theirs),
                                1.0,
                                "1 KiB records, raw batches, from the page cache"));
            }
        }
    }
}
