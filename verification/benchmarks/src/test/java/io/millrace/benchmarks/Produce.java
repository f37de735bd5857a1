package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Sample;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Produce through each side's own client, ours with an fsync before every acknowledgement. */
final class Produce {
    private static final int PAIRS = 5;
    private static final int RECORDS = 100_000;

    /** On two cores it takes 2 to 3 GB until the compilers have nothing left to do. */
    private static final int WARM_UPS = 30;

    private Produce() {}

    static void run(Path directory, Consumer<Comparison> done) throws Exception {
        try (KafkaServer kafka = KafkaServer.start(directory.resolve("kafka"), "1g");
                MillraceServer millrace =
                        MillraceServer.start(directory.resolve("millrace/data"), "1g")) {
            Workload first = Workload.of(1, RECORDS);
            Pairs.warmUp(
                    WARM_UPS,
                    round -> ours(millrace, "warm" + round, first),
                    round -> theirs(kafka, "warm" + round, first, Map.of()));
            for (int partitions : new int[] {1, 8}) {
                Workload work = Workload.of(partitions, RECORDS);
                done.accept(
                        againstKafka(
                                millrace,
                                kafka,
                                work,
                                "fsync",
                                Map.of("flush.messages", "1"),
                                1.0));
                done.accept(againstKafka(millrace, kafka, work, "no fsync", Map.of(), 0.7));
                done.accept(againstLoop(millrace, directory, work));
            }
        }
    }

    private static Comparison againstKafka(
            MillraceServer millrace,
            KafkaServer kafka,
            Workload work,
            String mode,
            Map<String, String> configs,
            double target)
            throws Exception {
        String name = "produce-%dp-%s".formatted(work.partitions(), mode.replace(" ", ""));
        return new Comparison(
                name,
                "MiB/s",
                "Kafka, " + mode,
                Pairs.alternate(
                        PAIRS,
                        round -> ours(millrace, name + round, work),
                        round -> theirs(kafka, name + round, work, configs)),
                target,
                "1 KiB records, batches of 64 KiB, linger 5 ms, 5 in flight, no compression");
    }

    private static Comparison againstLoop(MillraceServer millrace, Path directory, Workload work)
            throws Exception {
        String name = "produce-%dp-loop".formatted(work.partitions());
        return new Comparison(
                name,
                "MiB/s",
                "write+fdatasync 64 KiB",
                Pairs.alternate(
                        PAIRS,
                        round -> ours(millrace, name + round, work),
                        round ->
                                new Sample(
                                        SyncLoop.run(directory, work.batchBytes(), 64L << 20)
                                                / (1 << 20),
                                        0)),
                0.8,
                "the loop syncs one batch at a time");
    }

    private static Sample theirs(
            KafkaServer kafka, String topic, Workload work, Map<String, String> configs)
            throws Exception {
        kafka.createTopic(topic, work.partitions(), configs);
        Sample sample = KafkaClients.produce(kafka, topic, work);
        kafka.deleteTopic(topic);
        return sample;
    }

    private static Sample ours(MillraceServer millrace, String topic, Workload work)
            throws Exception {
        millrace.createTopic(topic, work.partitions());
        Sample sample = MillraceClients.produce(millrace, topic, work);
        millrace.deleteTopic(topic);
        return sample;
    }
}
