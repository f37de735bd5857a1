package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Sample;
import io.millrace.client.ConsumedRecord;
import io.millrace.client.Consumer;
import io.millrace.client.ConsumerConfig;
import io.millrace.client.Delivery;
import io.millrace.client.FetchedRecords;
import io.millrace.client.MillraceClient;
import io.millrace.client.Producer;
import io.millrace.client.ProducerConfig;
import io.millrace.client.ProducerRecord;
import io.millrace.client.RecordReceipt;
import io.millrace.client.StartPosition;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Our own client: a record object in, a callback or a decoded record out. */
final class MillraceClients {
    private MillraceClients() {}

    static Sample produce(MillraceServer server, String topic, Workload work) throws Exception {
        try (MillraceClient client = server.client()) {
            return produce(client, server.process(), topic, work);
        }
    }

    static Sample produce(MillraceClient client, CpuTime servers, String topic, Workload work)
            throws Exception {
        ProducerConfig config =
                ProducerConfig.DEFAULTS
                        .withBatchBytes(work.batchBytes())
                        .withLinger(Duration.ofMillis(work.lingerMs()))
                        .withRequestsInFlight(work.inFlight());
        TopicName name = new TopicName(topic);
        byte[] value = work.value();
        CountDownLatch answered = new CountDownLatch(work.records());
        AtomicReference<Problem> failure = new AtomicReference<>();
        Delivery delivery =
                new Delivery() {
                    @Override
                    public void acknowledged(RecordReceipt receipt) {
                        answered.countDown();
                    }

                    @Override
                    public void failed(Problem problem) {
                        failure.set(problem);
                        answered.countDown();
                    }
                };
        try (Producer producer = client.producer(config)) {
            client.topics();
            Stopwatch stopwatch = Stopwatch.start(servers);
            for (int i = 0; i < work.records(); i++) {
                producer.send(
                        new ProducerRecord(name, i % work.partitions(), null, value), delivery);
            }
            answered.await();
            if (failure.get() != null) {
                throw failure.get().asException();
            }
            return stopwatch.rate(work.mebibytes());
        }
    }

    static Sample consume(MillraceServer server, String topic, Workload work) throws Exception {
        try (MillraceClient client = server.client();
                Consumer consumer =
                        client.consumer(
                                List.of(new TopicName(topic)),
                                StartPosition.EARLIEST,
                                ConsumerConfig.DEFAULTS)) {
            Stopwatch stopwatch = Stopwatch.start(server.process());
            long bytes = 0;
            int seen = 0;
            while (seen < work.records()) {
                Optional<FetchedRecords> fetched = consumer.poll(Duration.ofSeconds(10));
                if (fetched.isPresent()) {
                    for (ConsumedRecord record : fetched.get()) {
                        byte[] value = record.value();
                        bytes += value == null ? 0 : value.length;
                        seen++;
                    }
                }
            }
            if (bytes != (long) work.records() * work.recordBytes()) {
                throw new IllegalStateException("read " + bytes + " bytes");
            }
            return stopwatch.rate(work.mebibytes());
        }
    }
}
