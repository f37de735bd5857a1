package io.millrace.broker.partition;

import static io.millrace.broker.partition.Broker.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.log.SegmentInfo;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.Shards;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention of real logs: 12 records at the offsets 1 to 12, five to a segment. */
class RetentionPassTest {
    private static final Duration RETENTION = Duration.ofMinutes(10);
    private static final Duration GUARD = Duration.ofMinutes(30);
    private static final Set<Integer> ALL_SHARDS =
            IntStream.range(0, Shards.COUNT).boxed().collect(Collectors.toSet());

    @TempDir Path path;

    private Broker broker;
    private final List<ReadFloors> asked = new ArrayList<>();

    @BeforeEach
    void start() {
        broker = new Broker(path);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void keepsWhatAGroupHasStillToRead() {
        // Given
        HostedPartition orders = written("orders", guarded());
        broker.passTime(RETENTION.plusMinutes(1));

        // When
        retain(at(orders, 3));

        // Then
        assertThat(logStart(orders)).isZero();
        assertThat(orders.expiringBefore().orElseThrow()).isGreaterThan(8);
        assertThat(expiringUnread("orders")).isEqualTo(orders.expiringBefore().orElseThrow() - 3);
    }

    @Test
    void deletesWhatEveryGroupHasRead() {
        // Given
        HostedPartition orders = written("orders", guarded());
        broker.passTime(RETENTION.plusMinutes(1));

        // When
        retain(at(orders, 8));

        // Then: the segment of the record is kept as a whole
        assertThat(logStart(orders)).isBetween(5L, 8L);
        assertThat(Records.readFrom(orders, 8)).hasSize(5);
        assertThat(deletedUnread("orders")).isZero();
    }

    @Test
    void deletesAllThatIsDueWhereNoGroupHasCommittedAnything() {
        // Given
        HostedPartition orders = written("orders", guarded());
        broker.passTime(RETENTION.plusMinutes(1));

        // When
        retain(read -> new GroupFloors(ALL_SHARDS, Map.of()));

        // Then
        assertThat(logStart(orders)).isGreaterThan(8);
        assertThat(deletedUnread("orders")).isZero();
    }

    @Test
    void deletesWhatAGroupHasStillToReadWhenTheGuardHasPassed() {
        // Given
        HostedPartition orders = written("orders", guarded());
        broker.passTime(RETENTION.plus(GUARD).plusMinutes(1));

        // When
        retain(at(orders, 3));

        // Then
        assertThat(logStart(orders)).isGreaterThan(8);
        assertThat(deletedUnread("orders")).isEqualTo(logStart(orders) - 3);
    }

    @Test
    void deletesNothingWhileGroupsCannotBeAsked() {
        // Given
        HostedPartition orders = written("orders", guarded());
        broker.passTime(RETENTION.plusMinutes(1));

        // When
        retain(read -> GroupFloors.UNKNOWN);

        // Then
        assertThat(logStart(orders)).isZero();
    }

    @Test
    void deletesNothingWhileSomeGroupsCannotBeAsked() {
        // Given
        HostedPartition orders = written("orders", guarded());
        broker.passTime(RETENTION.plusMinutes(1));

        // When
        retain(read -> new GroupFloors(Set.of(1, 2), Map.of(orders.id(), 13L)));

        // Then
        assertThat(logStart(orders)).isZero();
    }

    @Test
    void deletesWhatCannotBeAskedAboutWhenTheGuardHasPassed() {
        // Given
        HostedPartition orders = written("orders", guarded());
        broker.passTime(RETENTION.plus(GUARD).plusMinutes(1));

        // When
        retain(read -> GroupFloors.UNKNOWN);

        // Then
        assertThat(logStart(orders)).isGreaterThan(8);
    }

    @Test
    void keepsUpToTwiceTheSizeForAGroup() {
        // Given
        Map<String, String> bySize = new HashMap<>(guarded());
        bySize.put("retention.bytes", "1100000");
        HostedPartition small = written("small", bySize);
        bySize.put("retention.bytes", "600000");
        HostedPartition smaller = written("smaller", bySize);

        // When
        retain(read -> new GroupFloors(ALL_SHARDS, Map.of(small.id(), 0L, smaller.id(), 0L)));

        // Then: of 2.4 MB in segments of 1 MB, as much over the size as is a segment
        assertThat(logStart(small)).isZero();
        assertThat(logStart(smaller)).isBetween(5L, 8L);
    }

    @Test
    void waitsForNoGroupWithoutAGuardButTells() {
        // Given
        HostedPartition orders = written("orders", settings());
        broker.passTime(RETENTION.minusSeconds(30));
        retain(at(orders, 3));
        double before = expiringUnread("orders");
        broker.passTime(Duration.ofMinutes(1));

        // When
        retain(at(orders, 3));

        // Then
        long start = logStart(orders);
        assertThat(start).isGreaterThan(8);
        assertThat(before).isEqualTo(start - 3.0);
        assertThat(deletedUnread("orders")).isEqualTo(start - 3.0);
        assertThat(expiringUnread("orders")).isZero();
    }

    @Test
    void asksForNothingWhileNothingIsAboutToGo() {
        // Given
        written("orders", guarded());
        broker.passTime(RETENTION.minusMinutes(2));

        // When
        retain(read -> GroupFloors.UNKNOWN);

        // Then
        assertThat(asked).isEmpty();
    }

    @Test
    void deletesForAUserWhatAGroupHasStillToRead() {
        // Given
        HostedPartition orders = written("orders", guarded());
        broker.passTime(RETENTION.plusMinutes(1));
        retain(at(orders, 3));

        // When
        Broker.await(orders.deleteBefore(9));

        // Then
        assertThat(logStart(orders)).isEqualTo(9);
    }

    @Test
    void keepsNothingForAGroupThatLacksOnlyTheLogsOwnNotes() {
        // Given
        Map<String, String> settings = new HashMap<>(guarded());
        settings.put("segment.ms", "60000");
        written("orders", settings);
        broker.stop();
        broker.start();
        HostedPartition orders = broker.partition("orders", 0);
        await().untilAsserted(() -> assertThat(orders.offsets().highWatermark()).isEqualTo(14));
        broker.passTime(RETENTION.plusMinutes(1));

        // When: the segment that is being written ends with the note at 13
        await().untilAsserted(
                        () -> {
                            retain(at(orders, 13));
                            append(orders, Records.batch("new"));

                            // Then
                            assertThat(logStart(orders)).isEqualTo(14);
                        });
    }

    private static Map<String, String> settings() {
        return Map.of(
                "segment.bytes", "1048576", "retention.ms", Long.toString(RETENTION.toMillis()));
    }

    private static Map<String, String> guarded() {
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("retention.guard.ms", Long.toString(GUARD.toMillis()));
        return settings;
    }

    private HostedPartition written(String topic, Map<String, String> settings) {
        broker.apply(broker.cluster.create(topic, 1, settings));
        HostedPartition partition = broker.partition(topic, 0);
        String kilobytes = "x".repeat(200_000);
        for (int i = 0; i < 12; i++) {
            append(partition, Records.batch(kilobytes));
        }
        await().untilAsserted(
                        () ->
                                assertThat(partition.log().segments())
                                        .filteredOn(SegmentInfo::closed)
                                        .hasSize(2));
        return partition;
    }

    private void retain(Function<ReadFloors, GroupFloors> groups) {
        broker.host()
                .retain(
                        OptionalLong.of(broker.clock.get()),
                        read -> {
                            asked.add(read);
                            return groups.apply(read);
                        });
    }

    private static Function<ReadFloors, GroupFloors> at(HostedPartition partition, long offset) {
        return read -> new GroupFloors(ALL_SHARDS, Map.of(partition.id(), offset));
    }

    /** When the loop has done all that it was given. */
    private static long logStart(HostedPartition partition) {
        return Broker.await(partition.withLog(log -> log.logStartOffset()));
    }

    private double deletedUnread(String topic) {
        return broker.metrics
                .get("millrace.topic.unread.deleted")
                .tag("topic", topic)
                .counter()
                .count();
    }

    private double expiringUnread(String topic) {
        return broker.metrics
                .get("millrace.log.unread.expiring")
                .tag("topic", topic)
                .gauge()
                .value();
    }
}
