package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.client.FakeBroker.Fault;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Partitioner;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.batch.Compression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProducerTest {
    private static final TopicName ORDERS = new TopicName("orders");
    private static final ProducerConfig FAST =
            new ProducerConfig(
                    Optional.empty(),
                    Compression.NONE,
                    2000,
                    Duration.ofMillis(1),
                    2,
                    8000,
                    64_000,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    Duration.ofMillis(2));

    private FakeBroker broker;
    private MillraceClient client;

    @BeforeEach
    void open() throws IOException {
        broker = new FakeBroker(3);
        client = new MillraceClient(ClientConfig.of(broker.url()));
    }

    @AfterEach
    void close() {
        client.close();
        broker.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"NONE", "LZ4", "ZSTD"})
    void deliversRecordsInOrderWithTheirOffsets(Compression compression) throws Exception {
        // Given
        List<CompletableFuture<RecordReceipt>> receipts = new ArrayList<>();

        // When
        try (Producer producer = client.producer(FAST.withCompression(compression))) {
            for (int i = 0; i < 1000; i++) {
                receipts.add(producer.send(record(0, i)));
            }
        }

        // Then
        for (int i = 0; i < 1000; i++) {
            assertThat(receipts.get(i).get()).isEqualTo(new RecordReceipt(ORDERS, 0, i, false));
        }
        assertThat(read(0)).isEqualTo(numbers(1000));
    }

    @Test
    void putsKeysWhereKafkaPutsThem() throws Exception {
        // Given
        byte[] key = bytes("order-42");

        // When
        try (Producer producer = client.producer(FAST)) {
            RecordReceipt receipt =
                    producer.send(new ProducerRecord(ORDERS, key, bytes("x"))).get();

            // Then
            assertThat(receipt.partition()).isEqualTo(Partitioner.partitionFor(key, 3));
        }
    }

    @Test
    void spreadsRecordsWithoutKeysOverAllPartitions() {
        // When
        try (Producer producer = client.producer(FAST)) {
            for (int i = 0; i < 300; i++) {
                producer.send(new ProducerRecord(ORDERS, null, bytes("v" + i)));
            }
        }

        // Then
        assertThat(List.of(read(0).size(), read(1).size(), read(2).size()))
                .allMatch(count -> count > 30);
    }

    /** Whatever is lost on the way, each record is there once and in order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void neitherLosesNorRepeatsNorSwapsRecordsWhateverFails(long seed) {
        // Given
        Random random = new Random(seed);
        broker.faults =
                () -> {
                    synchronized (random) {
                        return random.nextInt(3) > 0
                                ? Fault.NONE
                                : Fault.values()[random.nextInt(Fault.values().length)];
                    }
                };
        List<CompletableFuture<RecordReceipt>> receipts = new ArrayList<>();
        ProducerConfig config = FAST.withRequestsInFlight(1 + (int) (seed % 5));

        // When
        try (Producer producer = client.producer(config)) {
            for (int i = 0; i < 1500; i++) {
                receipts.add(producer.send(record(1, i)));
            }
        }

        // Then
        List<String> log = read(1);
        assertThat(log).as("seed %d", seed).doesNotHaveDuplicates().isEqualTo(numbers(1500));
        for (int i = 0; i < 1500; i++) {
            assertThat(receipts.get(i).join().offset()).as("seed %d", seed).isEqualTo(i);
        }
    }

    @Test
    void failsOnlyTheBatchThatIsRefused() {
        // Given
        broker.maxBatchBytes = 5000;
        List<CompletableFuture<RecordReceipt>> receipts = new ArrayList<>();

        // When
        try (Producer producer = client.producer(FAST)) {
            for (int i = 0; i < 100; i++) {
                receipts.add(producer.send(record(0, i)));
            }
            receipts.add(producer.send(new ProducerRecord(ORDERS, 0, null, new byte[10_000])));
            for (int i = 100; i < 200; i++) {
                receipts.add(producer.send(record(0, i)));
            }
        }

        // Then
        assertThat(read(0)).isEqualTo(numbers(200));
        assertThat(receipts.get(100))
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.RECORD_TOO_LARGE));
        assertThat(receipts.stream().filter(CompletableFuture::isCompletedExceptionally))
                .hasSize(1);
    }

    @Test
    void beginsAnewWhenTheBrokerHasForgottenIt() throws Exception {
        // Given
        try (Producer producer = client.producer(FAST)) {
            producer.send(record(0, 0)).get();
            broker.forgetProducers();

            // When
            producer.send(record(0, 1)).get(20, TimeUnit.SECONDS);
        }

        // Then
        assertThat(read(0)).isEqualTo(numbers(2));
    }

    @Test
    void saysThatTheOutcomeIsUnknownWhenTimeIsUp() {
        // Given
        broker.faults = () -> Fault.ANSWER_LOST;
        Producer producer = client.producer(FAST.withDeliveryTimeout(Duration.ofMillis(200)));

        // When
        CompletableFuture<RecordReceipt> receipt = producer.send(record(0, 1));

        // Then
        assertThatThrownBy(receipt::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.problem().outcome()).isEqualTo(Outcome.UNKNOWN));
        broker.faults = () -> Fault.NONE;
        producer.close();
    }

    @Test
    void blocksWhileItsBufferIsFullAndThenRefuses() {
        // Given
        broker.faults = () -> Fault.NOT_APPENDED;
        Producer producer = client.producer(FAST.withBuffer(10_000, Duration.ofMillis(50)));

        // When // Then
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 10_000; i++) {
                                producer.send(record(0, i));
                            }
                        })
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.OVERLOADED));
        broker.faults = () -> Fault.NONE;
        producer.close();
    }

    @Test
    void refusesATopicThatIsNotThere() {
        // Given
        try (Producer producer = client.producer(FAST)) {

            // When // Then
            assertThatThrownBy(
                            () ->
                                    producer.send(
                                            new ProducerRecord(new TopicName("no"), null, null)))
                    .isInstanceOfSatisfying(
                            MillraceException.class,
                            e ->
                                    assertThat(e.problem().code())
                                            .isEqualTo(ErrorCode.TOPIC_NOT_FOUND));
        }
    }

    @Test
    void asksForMetadataOnlyWhenItHasChanged() {
        // Given
        TopicInfo first = client.topics().topic(ORDERS);

        // When
        TopicInfo again = client.topics().refresh(ORDERS);

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(first.leaders()).hasSize(3).allMatch(l -> l.orElseThrow().equals(broker.url()));
        assertThat(broker.metadataBodies).hasValue(1);
    }

    private List<String> read(int partition) {
        List<String> values = new ArrayList<>();
        try (PartitionReader reader =
                client.reader(
                        ORDERS,
                        partition,
                        StartPosition.EARLIEST,
                        ConsumerConfig.DEFAULTS.withMaxWait(Duration.ZERO))) {
            long end = 0;
            while (true) {
                Optional<FetchedRecords> records = reader.next(Duration.ofSeconds(5));
                if (records.isEmpty()) {
                    break;
                }
                for (ConsumedRecord record : records.get()) {
                    assertThat(record.offset()).isEqualTo(end++);
                    values.add(new String(record.value(), StandardCharsets.UTF_8));
                }
            }
        }
        return values;
    }

    private static ProducerRecord record(int partition, int i) {
        return new ProducerRecord(ORDERS, partition, bytes("k"), bytes("value-" + i));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "value-" + i).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
