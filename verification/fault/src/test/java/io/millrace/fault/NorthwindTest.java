package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fault.StoredRecords.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two years of a trading firm's orders stream in and out while the server is killed. */
class NorthwindTest {
    private static final Path ORDERS =
            Path.of(System.getProperty("sample.data"), "northwind", "orders.ndjson");
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void ordersArriveOnceAndInOrderOfCustomerThroughKills(@TempDir Path directory)
            throws Exception {
        Assumptions.assumeTrue(Files.exists(ORDERS), "needs the Northwind sample data");
        long seed = Long.getLong("fault.seed", System.nanoTime());
        int kills = Integer.getInteger("fault.kills", 3);
        int linesPerSecond = Integer.getInteger("fault.lines", 100);
        Random random = new Random(seed);
        List<String> orders = Files.readAllLines(ORDERS);

        // Given
        try (Millrace server = Millrace.start(directory.resolve("data"), "-Xmx256m")) {
            server.createTopic("orders", PARTITIONS);
            try (CurlTail curl = CurlTail.start(server, "orders");
                    NodeTail eventSource = NodeTail.start(server, "orders");
                    SequencedWriter writer =
                            SequencedWriter.start(
                                    server,
                                    "orders",
                                    "northwind",
                                    seq -> orders.get((int) seq),
                                    orders.size(),
                                    linesPerSecond)) {

                // When
                for (int kill = 0; kill < kills; kill++) {
                    long at = writer.acknowledged() + random.nextInt(orders.size() / kills);
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(2))
                            .untilAsserted(
                                    () ->
                                            assertThat(writer.acknowledged())
                                                    .as(writer.problem())
                                                    .isGreaterThanOrEqualTo(
                                                            Math.min(at, orders.size())));
                    server.kill();
                    server.restart();
                }
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () ->
                                        assertThat(writer.acknowledged())
                                                .as(writer.problem())
                                                .isEqualTo(orders.size()));
                awaitSize(curl.events(), orders.size());
                awaitSize(eventSource.events(), orders.size());

                // Then
                String context = "seed " + seed;
                assertThat(writer.problem()).isEmpty();
                assertOnceAndInOrder(
                        StoredRecords.of(server, "orders", PARTITIONS), orders, context);
                assertOnceAndInOrder(parse(curl.events()), orders, "curl, " + context);
                assertOnceAndInOrder(
                        parse(eventSource.events()), orders, "eventsource, " + context);
            }
        }
    }

    private static void awaitSize(Queue<String> events, int size) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(events.size()).isGreaterThanOrEqualTo(size));
    }

    private static List<Stored> parse(Queue<String> events) {
        return events.stream().map(StoredRecords::parse).toList();
    }

    private static void assertOnceAndInOrder(
            List<Stored> records, List<String> orders, String context) {
        assertThat(records).as(context).hasSize(orders.size());
        assertThat(records.stream().map(r -> r.value().get("order_id").intValue()))
                .as(context)
                .doesNotHaveDuplicates();
        Map<String, Integer> lastOfCustomer = new HashMap<>();
        for (Stored record : records) {
            int order = record.value().get("order_id").intValue();
            Integer last = lastOfCustomer.put(record.key(), order);
            assertThat(order)
                    .as("order of %s, %s", record.key(), context)
                    .isGreaterThan(last == null ? 0 : last);
        }
    }
}
