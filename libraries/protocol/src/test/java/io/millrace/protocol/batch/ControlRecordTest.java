package io.millrace.protocol.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.message.LeaderChangeMessage;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.ControlRecordUtils;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;

class ControlRecordTest {
    private static final Digest128 WHO = new Digest128(0x0102030405060708L, 0x090a0b0c0d0e0f10L);

    @Test
    void startsAnEpochInWordsThatKafkaUnderstands() {
        // Given
        EpochStart start = new EpochStart(7, 1L << 40, true);

        // When
        ByteBuffer bytes = start.encode(1_780_000_000_000L);

        // Then
        DefaultRecordBatch kafka = KafkaOracle.batch(bytes);
        assertThat(kafka.isControlBatch()).isTrue();
        assertThat(kafka.isTransactional()).isFalse();
        Record record = kafka.iterator().next();
        assertThat(ControlRecordType.parse(record.key()))
                .isEqualTo(ControlRecordType.LEADER_CHANGE);
        LeaderChangeMessage message = ControlRecordUtils.deserializeLeaderChangeMessage(record);
        assertThat(message.leaderId()).isEqualTo(-1);
        assertThat(message.voters()).isEmpty();
        assertThat(message.unknownTaggedFields()).hasSize(1);
        assertThat(ControlRecord.decode(RecordBatch.at(bytes, 0))).isEqualTo(start);
    }

    @Test
    void keepsTheBytesOfAnEpochStart() {
        // When
        ByteBuffer value = new EpochStart(7, 258, true).encodeValue();

        // Then
        assertThat(hex(value))
                .isEqualTo(
                        "0000"
                                + "ffffffff"
                                + "01"
                                + "01"
                                + "01"
                                + "904e"
                                + "0d"
                                + "00000007"
                                + "0000000000000102"
                                + "01");
    }

    @Test
    void keepsTheBytesOfARequestMark() {
        // When
        ByteBuffer value = RequestMark.lines(WHO, 3, 258, new int[] {0, 2, 70}).encodeValue();

        // Then
        assertThat(hex(value))
                .isEqualTo(
                        "01"
                                + "01"
                                + "0102030405060708090a0b0c0d0e0f10"
                                + "00000003"
                                + "0000000000000102"
                                + "00".repeat(16)
                                + "00000003"
                                + "00000003"
                                + "00"
                                + "04"
                                + "8801");
    }

    @Test
    void marksARequestInATypeThatKafkaDoesNotKnow() {
        // When
        ByteBuffer bytes = RequestMark.key(WHO, WHO, 3).encode(5);

        // Then
        Record record = KafkaOracle.batch(bytes).iterator().next();
        assertThat(ControlRecordType.parse(record.key())).isEqualTo(ControlRecordType.UNKNOWN);
    }

    @Property(tries = 300)
    void readsTheMarksThatItWrote(@ForAll("marks") RequestMark mark) {
        // When
        ControlRecord read = ControlRecord.decode(RecordBatch.at(mark.encode(1), 0));

        // Then
        assertThat(read).isEqualTo(mark);
        assertThat(read.hashCode()).isEqualTo(mark.hashCode());
    }

    @Test
    void numbersTheLinesOfAStream() {
        // Given
        RequestMark mark = RequestMark.lines(WHO, 0, 100, new int[] {0, 2, 5});

        // When // Then
        assertThat(List.of(mark.seqOf(0), mark.seqOf(1), mark.seqOf(2)))
                .containsExactly(100L, 102L, 105L);
        assertThat(mark.lastSeq()).isEqualTo(105);
        assertThatThrownBy(() -> RequestMark.lines(WHO, 0, 100, new int[] {0, 0}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RequestMark.lines(WHO, 0, 100, new int[] {-1}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void skipsKafkasTransactionMarkers() {
        // Given
        ByteBuffer bytes =
                MemoryRecords.withEndTransactionMarker(
                                1L,
                                (short) 0,
                                new EndTransactionMarker(ControlRecordType.COMMIT, 3))
                        .buffer();

        // When
        ControlRecord read = ControlRecord.decode(RecordBatch.at(bytes, bytes.position()));

        // Then
        assertThat(read).isEqualTo(new UnknownControl((short) 1));
    }

    @Test
    void refusesDataBatches() {
        // Given
        ByteBuffer data =
                new RecordBatchBuilder(Compression.NONE)
                        .append(1, new byte[4], new byte[4], List.of())
                        .build();

        // When // Then
        assertThatThrownBy(() -> ControlRecord.decode(RecordBatch.at(data, 0)))
                .isInstanceOf(InvalidBatchException.class);
    }

    @Test
    void tellsDigestsOfMovedBoundariesApart() {
        // When
        Digest128 one = Digest128.of(new byte[] {1, 2}, new byte[] {3});
        Digest128 other = Digest128.of(new byte[] {1}, new byte[] {2, 3});

        // Then
        assertThat(one).isNotEqualTo(other);
        assertThat(Digest128.fromBytes(one.toBytes())).isEqualTo(one);
        assertThat(WHO).hasToString("0102030405060708090a0b0c0d0e0f10");
    }

    @Provide
    Arbitrary<RequestMark> marks() {
        Arbitrary<Digest128> digests =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Digest128::new);
        Arbitrary<Integer> epochs = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<Long> seqs = Arbitraries.longs().between(0, 1L << 60);
        Arbitrary<int[]> deltas =
                Arbitraries.integers()
                        .greaterOrEqual(0)
                        .list()
                        .ofMaxSize(50)
                        .map(l -> new TreeSet<>(l).stream().mapToInt(i -> i).toArray());
        return Arbitraries.oneOf(
                Combinators.combine(digests, epochs, seqs, digests, epochs)
                        .as(RequestMark::request),
                Combinators.combine(digests, epochs, seqs, deltas).as(RequestMark::lines),
                Combinators.combine(digests, digests, epochs).as(RequestMark::key));
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
