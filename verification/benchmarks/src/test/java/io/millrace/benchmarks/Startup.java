package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Pair;
import io.millrace.benchmarks.Comparison.Sample;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** From exec to the first acknowledged record on data that is there already; then idle memory. */
final class Startup {
    private static final int PAIRS = 10;

    private Startup() {}

    static List<Comparison> run(Path directory) throws Exception {
        long begin = System.nanoTime();
        try (KafkaServer kafka = KafkaServer.start(directory.resolve("kafka"), "512m");
                MillraceServer millrace =
                        MillraceServer.start(directory.resolve("millrace/data"), "512m")) {
            double first = (System.nanoTime() - begin) / 1e9;
            kafka.createTopic("first", 1, Map.of());
            millrace.createTopic("first", 1);
            List<Pair> starts =
                    Pairs.alternate(PAIRS, round -> ours(millrace), round -> kafkas(kafka));
            Pair memory =
                    new Pair(
                            new Sample(millrace.process().memoryMebibytes(), 0),
                            new Sample(kafka.process().memoryMebibytes(), 0));
            return List.of(
                    new Comparison(
                            "start",
                            "s",
                            "Kafka's second start",
                            starts,
                            1.0,
                            "first starts of both, one after the other: %.1f s".formatted(first)),
                    new Comparison(
                            "idle-memory",
                            "MiB",
                            "Kafka",
                            List.of(memory),
                            Double.NaN,
                            "proportional resident memory, ours with its database; heap 512 MiB"));
        }
    }

    private static Sample ours(MillraceServer server) throws Exception {
        server.stop();
        long begin = System.nanoTime();
        server.launchAgain();
        while (!server.tryProduce("first")) {
            LockSupport.parkNanos(5_000_000);
        }
        return new Sample((System.nanoTime() - begin) / 1e9, server.process().cpuSeconds());
    }

    private static Sample kafkas(KafkaServer server) throws Exception {
        server.stop();
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", server.bootstrap());
        config.put("reconnect.backoff.ms", 5);
        config.put("reconnect.backoff.max.ms", 20);
        config.put("retry.backoff.ms", 5);
        config.put("linger.ms", 0);
        long begin = System.nanoTime();
        server.launchAgain();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("first", new byte[] {1})).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not start", e);
        }
        return new Sample((System.nanoTime() - begin) / 1e9, server.process().cpuSeconds());
    }
}
