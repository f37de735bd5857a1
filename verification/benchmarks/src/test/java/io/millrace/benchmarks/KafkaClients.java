package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Sample;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own clients: a record object in, a callback or a decoded record out. */
final class KafkaClients {
    private KafkaClients() {}

    static Sample produce(KafkaServer server, String topic, Workload work) throws Exception {
        return produce(server.bootstrap(), server.process(), topic, work);
    }

    static Sample produce(String bootstrap, CpuTime servers, String topic, Workload work)
            throws Exception {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrap);
        config.put("batch.size", work.batchBytes());
        config.put("linger.ms", work.lingerMs());
        config.put("max.in.flight.requests.per.connection", work.inFlight());
        config.put("acks", "all");
        config.put("delivery.timeout.ms", 600_000); // A slow round is a figure, not a failure.
        byte[] value = work.value();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topic);
            CountDownLatch answered = new CountDownLatch(work.records());
            AtomicReference<Exception> failure = new AtomicReference<>();
            Stopwatch stopwatch = Stopwatch.start(servers);
            for (int i = 0; i < work.records(); i++) {
                producer.send(
                        new ProducerRecord<>(topic, i % work.partitions(), null, value),
                        (metadata, exception) -> {
                            if (exception != null) {
                                failure.set(exception);
                            }
                            answered.countDown();
                        });
            }
            answered.await();
            if (failure.get() != null) {
                throw failure.get();
            }
            return stopwatch.rate(work.mebibytes());
        }
    }

    static Sample consume(KafkaServer server, String topic, Workload work) throws Exception {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", server.bootstrap());
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "earliest");
        List<TopicPartition> partitions =
                IntStream.range(0, work.partitions())
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Stopwatch stopwatch = Stopwatch.start(server.process());
            long bytes = 0;
            int seen = 0;
            while (seen < work.records()) {
                for (var record : consumer.poll(Duration.ofSeconds(10))) {
                    bytes += record.value().length;
                    seen++;
                }
            }
            if (bytes != (long) work.records() * work.recordBytes()) {
                throw new IllegalStateException("read " + bytes + " bytes");
            }
            return stopwatch.rate(work.mebibytes());
        }
    }
}
