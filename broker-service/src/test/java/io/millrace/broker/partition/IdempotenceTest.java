package io.millrace.broker.partition;

import static io.millrace.broker.partition.Broker.append;
import static io.millrace.broker.partition.Broker.appendRaw;
import static io.millrace.broker.partition.Broker.await;
import static io.millrace.broker.partition.Broker.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.Digest128;
import io.millrace.protocol.batch.RequestMark;
import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotenceTest {
    private static final Digest128 PRODUCER = new Digest128(1, 2);
    private static final Digest128 BODY = new Digest128(3, 4);

    @TempDir Path path;

    private Broker broker;
    private Partition partition;

    @BeforeEach
    void start() {
        broker = new Broker(path);
        partition = broker.create("orders");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private ProduceOutcome marked(RequestMark mark, String... values) {
        ByteBuffer batch = values.length == 0 ? ByteBuffer.allocate(0) : Records.batch(values);
        return await(partition.append(ProduceRequest.marked(batch, mark, true, Acks.ALL)));
    }

    @Test
    void answersARepeatedRawBatchWithItsFirstOffsets() {
        // Given
        appendRaw(partition, Records.batch(7, 0, 0, "a", "b"));

        // When
        ProduceOutcome again = appendRaw(partition, Records.batch(7, 0, 0, "a", "b"));

        // Then
        assertThat(again)
                .isEqualTo(new ProduceOutcome.Duplicate(List.of(1L, 2L), broker.clock.get()));
        assertThat(Records.values(partition)).containsExactly("a", "b");
    }

    @Test
    void refusesAGapAndAnOldEpochOfARawProducer() {
        // Given
        appendRaw(partition, Records.batch(7, 1, 0, "a"));

        // When
        ProduceOutcome gap = appendRaw(partition, Records.batch(7, 1, 5, "f"));
        ProduceOutcome stale = appendRaw(partition, Records.batch(7, 0, 1, "b"));

        // Then
        assertThat(problem(gap).code()).isEqualTo(ErrorCode.PRODUCER_SEQUENCE_GAP);
        assertThat(problem(gap).members()).containsEntry("expected_seq", 1L);
        assertThat(problem(stale).code()).isEqualTo(ErrorCode.STALE_PRODUCER_EPOCH);
        assertThat(problem(stale).members()).containsEntry("current_epoch", 1);
        assertThat(Records.values(partition)).containsExactly("a");
    }

    @Test
    void answersADuplicateOnlyWhenItsOriginalIsOnDisk() {
        // Given
        append(partition, Records.batch("first"));
        broker.disk.holdForces();
        var original = partition.append(ProduceRequest.raw(Records.batch(7, 0, 0, "a"), Acks.NONE));
        await(original);

        // When
        var duplicate =
                partition.append(ProduceRequest.raw(Records.batch(7, 0, 0, "a"), Acks.NONE));
        await(partition.append(ProduceRequest.of(Records.batch("next"), Acks.NONE)));

        // Then
        assertThat(duplicate).isNotDone();
        broker.disk.letAllForces();
        assertThat(await(duplicate)).isInstanceOf(ProduceOutcome.Duplicate.class);
    }

    @Test
    void judgesTwoBatchesOfOneProducerInOneTurnOneAfterTheOther() {
        // Given
        broker.disk.holdForces();

        // When
        var first = partition.append(ProduceRequest.raw(Records.batch(7, 0, 0, "a"), Acks.ALL));
        var again = partition.append(ProduceRequest.raw(Records.batch(7, 0, 0, "a"), Acks.ALL));
        var second = partition.append(ProduceRequest.raw(Records.batch(7, 0, 1, "b"), Acks.ALL));
        broker.disk.letAllForces();

        // Then
        assertThat(await(first)).isInstanceOf(ProduceOutcome.Appended.class);
        assertThat(await(again)).isInstanceOf(ProduceOutcome.Duplicate.class);
        assertThat(await(second)).isInstanceOf(ProduceOutcome.Appended.class);
        assertThat(Records.values(partition)).containsExactly("a", "b");
    }

    @Test
    void knowsASequencedRequestAgain() {
        // Given
        ProduceOutcome first =
                marked(RequestMark.request(PRODUCER, 0, 0, Digest128.ZERO, 2), "a", "b");

        // When
        ProduceOutcome again =
                marked(RequestMark.request(PRODUCER, 0, 0, Digest128.ZERO, 2), "a", "b");
        ProduceOutcome gap = marked(RequestMark.request(PRODUCER, 0, 2, Digest128.ZERO, 1), "d");

        // Then: offset 0 is the EPOCH_START, offset 1 the mark
        assertThat(first)
                .isEqualTo(
                        new ProduceOutcome.Appended(
                                2, 3, broker.clock.get(), partition.leaderEpoch()));
        assertThat(again)
                .isEqualTo(new ProduceOutcome.Duplicate(List.of(2L, 3L), broker.clock.get()));
        assertThat(refusal(gap)).isEqualTo(ErrorCode.PRODUCER_SEQUENCE_GAP);
        assertThat(Records.values(partition)).containsExactly("a", "b");
    }

    @Test
    void tellsWhichLinesOfARoundAreNewAndAppendsNoneOfThem() {
        // Given
        marked(RequestMark.lines(PRODUCER, 0, 0, new int[] {0, 1}), "a", "b");

        // When
        ProduceOutcome longer =
                marked(RequestMark.lines(PRODUCER, 0, 1, new int[] {0, 1, 2}), "b", "c", "d");

        // Then
        assertThat(longer).isEqualTo(new ProduceOutcome.PartlyDuplicate(List.of(3L, -1L, -1L)));
        assertThat(Records.values(partition)).containsExactly("a", "b");
        ProduceOutcome rest = marked(RequestMark.lines(PRODUCER, 0, 2, new int[] {0, 1}), "c", "d");
        assertThat(rest).isInstanceOf(ProduceOutcome.Appended.class);
        assertThat(Records.values(partition)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void knowsAKeyAgainAndRefusesItForAnotherBody() {
        // Given
        marked(RequestMark.key(PRODUCER, BODY, 1), "a");

        // When
        ProduceOutcome again = marked(RequestMark.key(PRODUCER, BODY, 1), "a");
        ProduceOutcome reuse = marked(RequestMark.key(PRODUCER, Digest128.ZERO, 1), "z");

        // Then
        assertThat(again).isEqualTo(new ProduceOutcome.Duplicate(List.of(2L), broker.clock.get()));
        assertThat(refusal(reuse)).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSE);
    }

    @Test
    void takesAMarkWithoutRecordsForARequestWhoseRecordsGoElsewhere() {
        // Given
        ProduceOutcome first = marked(RequestMark.key(PRODUCER, BODY, 0));

        // When
        ProduceOutcome again = marked(RequestMark.key(PRODUCER, BODY, 0));

        // Then
        assertThat(first).isInstanceOf(ProduceOutcome.Appended.class);
        assertThat(again).isInstanceOf(ProduceOutcome.Duplicate.class);
        assertThat(Records.values(partition)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void knowsProducersAndKeysAgainAfterARestart(boolean clean) {
        // Given
        appendRaw(partition, Records.batch(7, 0, 0, "raw"));
        marked(RequestMark.request(PRODUCER, 0, 0, Digest128.ZERO, 1), "sequenced");
        marked(RequestMark.key(BODY, BODY, 1), "keyed");
        if (clean) {
            broker.stop();
        } else {
            broker.kill();
        }

        // When
        broker.start();
        partition = broker.partition("orders", 0);

        // Then
        assertThat(appendRaw(partition, Records.batch(7, 0, 0, "raw")))
                .isInstanceOf(ProduceOutcome.Duplicate.class);
        assertThat(marked(RequestMark.request(PRODUCER, 0, 0, Digest128.ZERO, 1), "sequenced"))
                .isInstanceOf(ProduceOutcome.Duplicate.class);
        assertThat(marked(RequestMark.key(BODY, BODY, 1), "keyed"))
                .isInstanceOf(ProduceOutcome.Duplicate.class);
        assertThat(Records.values(partition)).containsExactly("raw", "sequenced", "keyed");
    }

    private static Problem problem(ProduceOutcome outcome) {
        return ((ProduceOutcome.Refused) outcome).problem();
    }
}
