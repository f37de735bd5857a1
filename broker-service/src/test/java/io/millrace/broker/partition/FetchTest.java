package io.millrace.broker.partition;

import static io.millrace.broker.partition.Broker.append;
import static io.millrace.broker.partition.Broker.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.replication.Acks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
    @TempDir Path path;

    private Broker broker;
    private HostedPartition partition;

    @BeforeEach
    void start() {
        broker = new Broker(path);
        broker.apply(broker.cluster.create("orders", 1, Map.of("segment.bytes", "1048576")));
        partition = broker.partition("orders", 0);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private static Problem refusal(FetchOutcome outcome) {
        return ((FetchOutcome.Refused) outcome).problem();
    }

    @Test
    void givesWholeBatchesUpToTheHighWatermark() {
        // Given
        append(partition, Records.batch("a", "b", "c"));

        // When
        FetchOutcome middle = partition.fetch(2, 1, OptionalInt.empty());

        // Then
        var fetched = (FetchOutcome.Fetched) middle;
        assertThat(fetched.slice().firstOffset()).isEqualTo(1);
        assertThat(fetched.slice().nextOffset()).isEqualTo(4);
        assertThat(fetched.offsets().highWatermark()).isEqualTo(4);
        assertThat(Records.readFrom(partition, 2))
                .extracting(Records.Read::value)
                .containsExactly("b", "c");
    }

    @Test
    void isEmptyAtTheEndAndRefusesBeyondIt() {
        // Given
        append(partition, Records.batch("a"));

        // When
        FetchOutcome atEnd = partition.fetch(2, 1_000, OptionalInt.empty());
        FetchOutcome beyond = partition.fetch(3, 1_000, OptionalInt.empty());

        // Then
        assertThat(atEnd).isEqualTo(new FetchOutcome.Empty(partition.offsets()));
        assertThat(refusal(beyond).code()).isEqualTo(ErrorCode.OFFSET_BEYOND_END);
        assertThat(refusal(beyond).status()).isEqualTo(416);
        assertThat(refusal(beyond).members()).containsEntry("high_watermark", 2L);
    }

    @Test
    void saysWhereTheLogBeginsWhenOlderRecordsAreGone() {
        // Given
        append(partition, Records.batch("a", "b"));
        await(partition.deleteBefore(3));

        // When
        FetchOutcome gone = partition.fetch(1, 1_000, OptionalInt.empty());

        // Then
        assertThat(refusal(gone).code()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(refusal(gone).status()).isEqualTo(410);
        assertThat(refusal(gone).members())
                .containsEntry("log_start_offset", 3L)
                .containsEntry("high_watermark", 3L);
        assertThat(partition.offsets().logStart()).isEqualTo(3);
    }

    @Test
    void deletesNothingAboveTheHighWatermark() {
        // Given
        append(partition, Records.batch("a"));

        // When // Then
        assertThatThrownBy(() -> await(partition.deleteBefore(3)))
                .hasMessageContaining("offset_beyond_end");
        assertThat(Records.values(partition)).containsExactly("a");
    }

    @Test
    void tellsAReaderThatItsEpochEndedEarlier() {
        // Given
        append(partition, Records.batch("a"));
        broker.stop();
        broker.start();
        partition = broker.partition("orders", 0);
        append(partition, Records.batch("b"));
        int first = partition.leaderEpoch() - 1;

        // When
        FetchOutcome known = partition.fetch(2, 1_000, OptionalInt.of(first));
        FetchOutcome truncated = partition.fetch(3, 1_000, OptionalInt.of(first));
        FetchOutcome unheardOf = partition.fetch(2, 1_000, OptionalInt.of(first + 9));

        // Then
        assertThat(known).isInstanceOf(FetchOutcome.Fetched.class);
        assertThat(refusal(truncated).code()).isEqualTo(ErrorCode.LOG_TRUNCATED);
        assertThat(refusal(truncated).members()).containsEntry("end_offset", 2L);
        assertThat(refusal(unheardOf).code()).isEqualTo(ErrorCode.LOG_TRUNCATED);
    }

    @Test
    void wakesReadersOnceWhenWhatTheyWaitForIsOnDisk() {
        // Given
        append(partition, Records.batch("a"));
        broker.disk.holdForces();
        List<String> woken = new CopyOnWriteArrayList<>();
        partition.whenReadable(2, () -> woken.add("two"));
        partition.whenReadable(3, () -> woken.add("three"));
        partition.whenReadable(2, () -> woken.add("cancelled")).cancel();
        partition.whenReadable(1, () -> woken.add("one"));
        await().untilAsserted(() -> assertThat(woken).containsExactly("one"));

        // When
        var appended = partition.append(ProduceRequest.of(Records.batch("b"), Acks.ALL));
        assertThat(woken).containsExactly("one");
        broker.disk.letAllForces();
        await(appended);

        // Then
        await().untilAsserted(() -> assertThat(woken).containsExactly("one", "two"));
        assertThat(partition.readers().size()).isEqualTo(1);
    }

    @Test
    void wakesReadersWhenTheTopicIsDeleted() {
        // Given
        List<String> woken = new CopyOnWriteArrayList<>();
        partition.whenReadable(100, () -> woken.add("woken"));

        // When
        broker.apply(broker.cluster.delete("orders"));

        // Then
        assertThat(woken).containsExactly("woken");
        assertThat(refusal(partition.fetch(0, 1_000, OptionalInt.empty())).code())
                .isEqualTo(ErrorCode.TOPIC_DELETED);
        assertThat(Broker.refusal(append(partition, Records.batch("late"))))
                .isEqualTo(ErrorCode.TOPIC_DELETED);
    }

    @Test
    void knowsTheLatestOffsetAndThoseOfATime() {
        // Given
        append(partition, Records.batch("a", "b"));

        // When
        long latest = await(partition.latest());

        // Then
        assertThat(latest).isEqualTo(3);
        assertThat(partition.offsetForTimestamp(1_000)).contains(new TimestampedOffset(1, 1_000));
        assertThat(partition.offsetForTimestamp(1_001)).isEmpty();
        assertThat(partition.appendTimeOf(1).orElseThrow())
                .isBetween(broker.clock.get() - 1_000, broker.clock.get());
        assertThat(partition.firstRecord(0)).hasValue(1);
        assertThat(partition.firstRecord(3)).isEmpty();
        assertThat(partition.sizeInBytes()).isPositive();
    }

    @Test
    void deletesSegmentsThatHaveHadTheirTime() {
        // Given
        String kilobytes = "x".repeat(200_000);
        for (int i = 0; i < 12; i++) {
            append(partition, Records.batch(kilobytes));
        }
        broker.apply(
                broker.cluster.change(
                        "orders", 1, Map.of("segment.bytes", "1048576", "retention.ms", "60000")));
        broker.passTime(java.time.Duration.ofMinutes(2));

        // When
        broker.host().retain(OptionalLong.of(broker.clock.get()), read -> GroupFloors.UNKNOWN);

        // Then: the segment that is being written stays
        await().untilAsserted(() -> assertThat(partition.offsets().logStart()).isGreaterThan(5));
        assertThat(Records.values(partition)).isNotEmpty().hasSizeLessThan(7);
    }

    @Test
    void keepsTheLatestValueOfEachKeyWhereTheTopicIsCompacted() {
        // Given
        broker.apply(
                broker.cluster.create(
                        "prices",
                        1,
                        Map.of("cleanup.policy", "compact", "segment.bytes", "1048576")));
        HostedPartition prices = broker.partition("prices", 0);
        String padding = "x".repeat(200_000);
        for (int i = 0; i < 12; i++) {
            append(prices, Records.keyed("key-" + i % 2, i + padding));
        }

        // When
        broker.host().compact(broker.clock.get());

        // Then: the last segment is not compacted
        List<String> values = Records.values(prices);
        assertThat(values).hasSizeBetween(2, 7);
        assertThat(values).contains("10" + padding, "11" + padding).doesNotContain("0" + padding);
        assertThat(append(prices, Records.keyed("key-0", "after")))
                .isInstanceOf(ProduceOutcome.Appended.class);
    }
}
