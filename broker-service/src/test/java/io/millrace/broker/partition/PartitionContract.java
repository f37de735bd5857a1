package io.millrace.broker.partition;

import static io.millrace.broker.partition.Broker.append;
import static io.millrace.broker.partition.Broker.appendRaw;
import static io.millrace.broker.partition.Broker.await;
import static io.millrace.broker.partition.Broker.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.Digest128;
import io.millrace.protocol.batch.RequestMark;
import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every partition, wherever it is led and however one gets there. */
abstract class PartitionContract {
    /** The first record of an epoch says that it has begun. */
    private static final long FIRST = 1;

    @TempDir Path path;

    ReplicaSet set;
    private Partition partition;

    /** The wire between the brokers 1 and 2, which have replicas, and 3, which has none. */
    abstract Wire wire();

    /** Led by broker 1. */
    abstract Partition partition(ReplicaSet brokers);

    @BeforeEach
    void start() {
        set = new ReplicaSet(path, wire());
        for (int broker = 1; broker <= 3; broker++) {
            set.start(broker);
        }
        set.controller.create(List.of(1, 2));
        partition = partition(set);
    }

    @AfterEach
    void stop() {
        set.close();
    }

    @Test
    void readsBackWhatWasAcknowledged() {
        // When
        ProduceOutcome outcome = append(partition, Records.batch("a", "b"));

        // Then
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ProduceOutcome.Appended.class,
                        appended -> {
                            assertThat(appended.baseOffset()).isEqualTo(FIRST);
                            assertThat(appended.lastOffset()).isEqualTo(FIRST + 1);
                            assertThat(appended.leaderEpoch()).isEqualTo(partition.leaderEpoch());
                        });
        assertThat(Records.readFrom(partition, FIRST + 1))
                .containsExactly(new Records.Read(FIRST + 1, "b"));
        assertThat(partition.offsets())
                .isEqualTo(new Offsets(0, FIRST + 2, FIRST + 2, partition.leaderEpoch()));
    }

    @Test
    void appendsWhatComesTogetherInItsOrder() {
        // When
        List<CompletableFuture<ProduceOutcome>> answers =
                partition.append(
                        List.of(
                                ProduceRequest.of(Records.batch("a"), Acks.ALL),
                                ProduceRequest.of(Records.batch("b"), Acks.LEADER),
                                ProduceRequest.of(Records.batch("c"), Acks.NONE)));

        // Then
        answers.forEach(answer -> assertThat(await(answer)).isInstanceOf(appended()));
        await().untilAsserted(
                        () -> assertThat(Records.values(partition)).containsExactly("a", "b", "c"));
    }

    @Test
    void knowsARawBatchAgain() {
        // Given
        appendRaw(partition, Records.batch(7, 0, 0, "a", "b"));

        // When
        ProduceOutcome again = appendRaw(partition, Records.batch(7, 0, 0, "a", "b"));
        ProduceOutcome gap = appendRaw(partition, Records.batch(7, 0, 9, "z"));

        // Then
        assertThat(again)
                .isInstanceOfSatisfying(
                        ProduceOutcome.Duplicate.class,
                        known -> assertThat(known.offsets()).containsExactly(FIRST, FIRST + 1));
        Problem problem = ((ProduceOutcome.Refused) gap).problem();
        assertThat(problem.code()).isEqualTo(ErrorCode.PRODUCER_SEQUENCE_GAP);
        assertThat(problem.outcome()).isEqualTo(Outcome.NOT_APPENDED);
        assertThat(((Number) problem.members().get("expected_seq")).longValue()).isEqualTo(2);
    }

    @Test
    void knowsTheLinesOfAStreamAgain() {
        // Given
        Digest128 producer = new Digest128(1, 2);
        RequestMark first = RequestMark.lines(producer, 0, 10, new int[] {0, 1});
        RequestMark more = RequestMark.lines(producer, 0, 10, new int[] {0, 1, 4});
        assertThat(marked(first, Records.batch("a", "b"))).isInstanceOf(appended());

        // When
        ProduceOutcome partly = marked(more, Records.batch("a", "b", "c"));

        // Then: the mark has an offset of its own
        assertThat(partly)
                .isEqualTo(
                        new ProduceOutcome.PartlyDuplicate(
                                List.of(
                                        FIRST + 1,
                                        FIRST + 2,
                                        ProduceOutcome.PartlyDuplicate.NOT_IN_LOG)));
    }

    @Test
    void takesAKeyWithoutRecords() {
        // Given
        RequestMark key = RequestMark.key(new Digest128(1, 2), new Digest128(3, 4), 0);
        RequestMark other = RequestMark.key(new Digest128(1, 2), new Digest128(5, 6), 0);

        // When
        ProduceOutcome taken = marked(key, ByteBuffer.allocate(0));
        ProduceOutcome reused = marked(other, ByteBuffer.allocate(0));

        // Then
        assertThat(taken).isInstanceOf(appended());
        assertThat(refusal(reused)).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSE);
    }

    @Test
    void saysWhereTheLogBeginsAndEnds() {
        // Given
        append(partition, Records.batch("a", "b", "c"));

        // When
        long start = await(partition.deleteBefore(FIRST + 1));

        // Then
        assertThat(start).isEqualTo(FIRST + 1);
        assertThat(await(partition.earliest())).isEqualTo(FIRST + 1);
        assertThat(await(partition.latest())).isEqualTo(FIRST + 3);
        assertThat(partition.recordCountMax()).isEqualTo(2);
        assertThat(partition.sizeInBytes()).isEqualTo(set.orders(1).sizeInBytes());
        assertThat(refused(partition.deleteBefore(99)).code())
                .isEqualTo(ErrorCode.OFFSET_BEYOND_END);
    }

    @Test
    void saysWhyAFetchIsRefused() {
        // Given
        append(partition, Records.batch("a", "b", "c"));
        await(partition.deleteBefore(FIRST + 1));

        // When
        Problem below = refusedFetch(0, OptionalInt.empty());
        Problem beyond = refusedFetch(99, OptionalInt.empty());

        // Then
        assertThat(below.code()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(((Number) below.members().get("log_start_offset")).longValue())
                .isEqualTo(FIRST + 1);
        assertThat(beyond.code()).isEqualTo(ErrorCode.OFFSET_BEYOND_END);
        assertThat(((Number) beyond.members().get("high_watermark")).longValue())
                .isEqualTo(FIRST + 3);
    }

    @Test
    void tellsAReaderThatItsPositionIsOfAnotherHistory() {
        // Given
        append(partition, Records.batch("a"));

        // When: nobody has read so far in this log in the epoch before it
        Problem problem = refusedFetch(FIRST + 1, OptionalInt.of(partition.leaderEpoch() + 7));

        // Then
        assertThat(problem.code()).isEqualTo(ErrorCode.LOG_TRUNCATED);
        assertThat(problem.members()).containsKey("end_offset");
    }

    @Test
    void findsRecordsByTime() {
        // Given: the records of a batch are from second 1 of 1970
        append(partition, Records.batch("a", "b"));

        // Then
        assertThat(partition.offsetForTimestamp(500))
                .isEqualTo(Optional.of(new TimestampedOffset(FIRST, 1_000)));
        assertThat(partition.offsetForTimestamp(Long.MAX_VALUE)).isEmpty();
        assertThat(partition.appendTimeOf(FIRST))
                .isEqualTo(set.orders(1).appendTimeOf(FIRST))
                .isPresent();
    }

    @Test
    void callsBackWhenThereIsMore() {
        // Given
        append(partition, Records.batch("a"));
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        CompletableFuture<Void> never = new CompletableFuture<>();
        partition.whenReadable(FIRST + 1, () -> first.complete(null));
        partition.whenReadable(FIRST + 1, () -> never.complete(null)).cancel();
        partition.whenReadable(FIRST + 2, () -> second.complete(null));
        assertThat(first).isNotDone();

        // When
        append(partition, Records.batch("b"));

        // Then
        await(first);
        assertThat(second).isNotDone();
        append(partition, Records.batch("c"));
        await(second);
        assertThat(never).isNotDone();
        assertThat(partition.offsets().highWatermark()).isGreaterThan(FIRST + 2);
    }

    @Test
    void answersAnEmptyFetchAtTheEnd() {
        // Given
        append(partition, Records.batch("a"));

        // When
        FetchOutcome outcome = partition.fetch(FIRST + 1, 1_000, OptionalInt.empty());

        // Then
        assertThat(outcome)
                .isEqualTo(
                        new FetchOutcome.Empty(
                                new Offsets(0, FIRST + 1, FIRST + 1, partition.leaderEpoch())));
    }

    @Test
    void refusesWhatIsNoBatch() {
        // When
        ByteBuffer two =
                ByteBuffer.allocate(1_000).put(Records.batch("a")).put(Records.batch("b")).flip();

        // Then
        assertThatThrownBy(
                        () -> {
                            ProduceOutcome outcome = append(partition, two);
                            if (outcome instanceof ProduceOutcome.Refused(Problem problem)) {
                                throw problem.asException();
                            }
                        })
                .isInstanceOfAny(IllegalArgumentException.class, MillraceException.class);
        assertThat(Records.values(partition)).isEmpty();
    }

    private ProduceOutcome marked(RequestMark mark, ByteBuffer batch) {
        return await(partition.append(ProduceRequest.marked(batch, mark, false, Acks.ALL)));
    }

    private static Class<ProduceOutcome.Appended> appended() {
        return ProduceOutcome.Appended.class;
    }

    private Problem refusedFetch(long offset, OptionalInt lastEpoch) {
        return ((FetchOutcome.Refused) partition.fetch(offset, 1_000, lastEpoch)).problem();
    }

    private static Problem refused(CompletableFuture<?> answer) {
        try {
            await(answer);
            throw new AssertionError("not refused");
        } catch (CompletionException e) {
            return ((MillraceException) e.getCause()).problem();
        }
    }
}
