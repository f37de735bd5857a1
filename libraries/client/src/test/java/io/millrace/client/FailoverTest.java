package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.protocol.TopicName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two brokers that serve the same, the first of which is lost. */
@Timeout(60)
class FailoverTest {
    private static final TopicName ORDERS = new TopicName("orders");
    private static final ConsumerConfig READING =
            new ConsumerConfig(100_000, Duration.ZERO, 1 << 20, Duration.ofMillis(5));

    private FakeBroker brokers;
    private ClientConfig config;

    @BeforeEach
    void open() throws IOException {
        brokers = new FakeBroker(1);
        config = ClientConfig.of(List.of(brokers.url(), brokers.standbyUrl()));
    }

    @AfterEach
    void close() {
        brokers.close();
    }

    @Test
    void beginsWithAnyBrokerThatAnswers() throws Exception {
        // Given
        brokers.lose();

        // When
        try (MillraceClient client = new MillraceClient(config);
                Producer producer = client.producer(ProducerConfig.DEFAULTS)) {
            // Then
            assertThat(client.topics().topic(ORDERS).partitions()).isEqualTo(1);
            assertThat(producer.send(record(0)).get().offset()).isZero();
        }
    }

    @Test
    void goesOnWithTheNextBrokerOnceAndInOrder() throws Exception {
        producesThroughTheLoss(config);
    }

    @Test
    void followsTheLeaderToItsNewPlace() throws Exception {
        // When
        producesThroughTheLoss(config.withLeaders());

        // Then
        assertThat(brokers.metadataBodies).hasValueGreaterThan(1);
    }

    private void producesThroughTheLoss(ClientConfig as) throws Exception {
        // Given
        List<CompletableFuture<RecordReceipt>> receipts = new ArrayList<>();
        try (MillraceClient client = new MillraceClient(as);
                Producer producer = client.producer(ProducerConfig.DEFAULTS)) {
            for (int n = 0; n < 500; n++) {
                receipts.add(producer.send(record(n)));
            }
            receipts.getFirst().get();

            // When
            brokers.moveLeader();
            brokers.lose();
            for (int n = 500; n < 1_000; n++) {
                receipts.add(producer.send(record(n)));
            }

            // Then
            for (int n = 0; n < 1_000; n++) {
                assertThat(receipts.get(n).get(30, TimeUnit.SECONDS).offset()).isEqualTo(n);
            }
            assertThat(read(client)).isEqualTo(numbers());
            assertThat(brokers.standbyRequests).hasPositiveValue();
        }
    }

    @Test
    void readsOnFromTheNextBroker() throws Exception {
        // Given
        try (MillraceClient client = new MillraceClient(config);
                Producer producer = client.producer(ProducerConfig.DEFAULTS);
                PartitionReader reader =
                        client.reader(ORDERS, 0, StartPosition.EARLIEST, READING)) {
            producer.send(record(0)).get();
            await().until(() -> reader.next(Duration.ofSeconds(1)).isPresent());

            // When
            brokers.lose();

            // Then
            producer.send(record(1)).get(30, TimeUnit.SECONDS);
            await().until(() -> reader.next(Duration.ofSeconds(1)).isPresent());
        }
    }

    private static List<String> read(MillraceClient client) {
        List<String> values = new ArrayList<>();
        try (PartitionReader reader = client.reader(ORDERS, 0, StartPosition.EARLIEST, READING)) {
            await().until(
                            () -> {
                                reader.next(Duration.ofSeconds(1))
                                        .ifPresent(
                                                some ->
                                                        some.forEach(
                                                                each ->
                                                                        values.add(
                                                                                text(
                                                                                        each
                                                                                                .value()))));
                                return values.size() >= 1_000;
                            });
        }
        return values;
    }

    private static List<String> numbers() {
        return IntStream.range(0, 1_000).mapToObj(n -> "v" + n).toList();
    }

    private static ProducerRecord record(int n) {
        return new ProducerRecord(ORDERS, null, ("v" + n).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
