package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Sample;
import io.millrace.client.MillraceClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Produce to three brokers, acknowledged when all in-sync replicas have it, on both sides. */
final class Replicated {
    private static final int PAIRS = 5;
    private static final int WARM_UPS = 6;
    private static final int RECORDS = 50_000;
    private static final int PARTITIONS = 6;

    private Replicated() {}

    static void run(Path directory, Consumer<Comparison> done) throws Exception {
        Workload work = Workload.of(PARTITIONS, RECORDS);
        try (KafkaCluster kafka = KafkaCluster.start(directory.resolve("kafka"));
                MillraceCluster millrace = MillraceCluster.start(directory.resolve("millrace"));
                MillraceClient client = millrace.newClient()) {
            Pairs.warmUp(
                    WARM_UPS,
                    round -> ours(millrace, client, "warm" + round, work),
                    round -> theirs(kafka, "warm" + round, work, Map.of()));
            done.accept(
                    compare(
                            millrace,
                            client,
                            kafka,
                            work,
                            "fsync",
                            Map.of("flush.messages", "1"),
                            0.8));
            done.accept(compare(millrace, client, kafka, work, "no fsync", Map.of(), Double.NaN));
        }
    }

    private static Comparison compare(
            MillraceCluster millrace,
            MillraceClient client,
            KafkaCluster kafka,
            Workload work,
            String mode,
            Map<String, String> configs,
            double target)
            throws Exception {
        String name = "replicated-%dp-%s".formatted(work.partitions(), mode.replace(" ", ""));
        return new Comparison(
                name,
                "MiB/s",
                "Kafka x 3, " + mode,
                Pairs.alternate(
                        PAIRS,
                        round -> ours(millrace, client, name + round, work),
                        round -> theirs(kafka, name + round, work, configs)),
                target,
                "3 brokers a side, replication factor 3, acks=all, min.insync.replicas 2; 1 KiB"
                        + " records, batches of 64 KiB, linger 5 ms, 5 in flight");
    }

    private static Sample ours(
            MillraceCluster millrace, MillraceClient client, String topic, Workload work)
            throws Exception {
        millrace.createTopic(topic, work.partitions());
        Sample sample = MillraceClients.produce(client, millrace, topic, work);
        millrace.deleteTopic(topic);
        return sample;
    }

    private static Sample theirs(
            KafkaCluster kafka, String topic, Workload work, Map<String, String> configs)
            throws Exception {
        kafka.createTopic(topic, work.partitions(), configs);
        Sample sample = KafkaClients.produce(kafka.bootstrap(), kafka, topic, work);
        kafka.deleteTopic(topic);
        return sample;
    }
}
