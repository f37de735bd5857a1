package io.millrace.protocol.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;

/** What Kafka writes we read, and what we write Kafka reads. */
class KafkaAgreesTest {
    private static final int ROOM = 4 << 20;

    @Property(tries = 200)
    void readsWhatKafkaWrites(
            @ForAll Compression compression,
            @ForAll("fields") KafkaOracle.Fields fields,
            @ForAll("samples") List<Sample> samples) {
        // Given
        ByteBuffer bytes = KafkaOracle.write(compression, fields, samples);

        // When
        RecordBatch batch = RecordBatch.at(bytes, bytes.position());

        // Then
        batch.verify();
        batch.verifyRecords(ROOM);
        assertThat(batch.sizeInBytes()).isEqualTo(bytes.remaining());
        assertThat(batch.compression()).isEqualTo(compression);
        assertSameHeader(batch, KafkaOracle.batch(bytes));
        assertThat(Sample.all(batch, ROOM)).isEqualTo(KafkaOracle.read(KafkaOracle.batch(bytes)));
    }

    @Property(tries = 200)
    void writesWhatKafkaReads(
            @ForAll("writable") Compression compression,
            @ForAll("fields") KafkaOracle.Fields fields,
            @ForAll("samples") List<Sample> samples) {
        // Given
        RecordBatchBuilder builder = new RecordBatchBuilder(compression);
        builder.producer(fields.producerId(), fields.producerEpoch(), fields.baseSequence());
        if (fields.transactional()) {
            builder.transactional();
        }
        for (Sample sample : samples) {
            builder.append(
                    sample.timestamp(),
                    sample.keyBytes(),
                    sample.valueBytes(),
                    sample.recordHeaders());
        }

        // When
        ByteBuffer bytes = builder.build();
        RecordBatch batch = RecordBatch.at(bytes, 0);
        batch.assign(fields.baseOffset(), fields.leaderEpoch());
        if (fields.appendTime()) {
            batch.stampAppendTime(fields.appendTimestamp());
        }

        // Then
        DefaultRecordBatch kafka = KafkaOracle.batch(bytes);
        assertSameHeader(batch, kafka);
        assertThat(kafka.baseOffset()).isEqualTo(fields.baseOffset());
        List<Sample> expected =
                samples.stream()
                        .map(
                                s ->
                                        fields.appendTime()
                                                ? new Sample(
                                                        fields.appendTimestamp(),
                                                        s.key(),
                                                        s.value(),
                                                        s.headers())
                                                : s)
                        .toList();
        assertThat(KafkaOracle.read(kafka)).isEqualTo(expected);
        assertThat(Sample.all(batch, ROOM)).isEqualTo(expected);
    }

    @Property(tries = 100)
    void writesTheVeryBytesOfKafkaWhenNothingIsCompressed(@ForAll("samples") List<Sample> samples) {
        // Given
        KafkaOracle.Fields fields =
                new KafkaOracle.Fields(0, -1, 7, (short) 2, 5, false, false, -1);
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
        builder.producer(7, (short) 2, 5);

        // When
        samples.forEach(
                s ->
                        builder.append(
                                s.timestamp(),
                                wrap(s.keyBytes()),
                                wrap(s.valueBytes()),
                                s.recordHeaders()));

        // Then
        int estimate = builder.estimatedBytes();
        ByteBuffer bytes = builder.build();
        assertThat(bytes).isEqualTo(KafkaOracle.write(Compression.NONE, fields, samples));
        assertThat(estimate).isEqualTo(bytes.remaining());
    }

    @Property(tries = 50)
    void countsSequencesAsKafkaDoes(
            @ForAll("sequences") int sequence, @ForAll("sequences") int count) {
        // When
        int after = RecordBatch.sequenceAfter(sequence, count);

        // Then
        assertThat(after).isEqualTo(DefaultRecordBatch.incrementSequence(sequence, count));
    }

    private static void assertSameHeader(RecordBatch ours, DefaultRecordBatch kafka) {
        assertThat(ours.baseOffset()).isEqualTo(kafka.baseOffset());
        assertThat(ours.lastOffset()).isEqualTo(kafka.lastOffset());
        assertThat(ours.nextOffset()).isEqualTo(kafka.nextOffset());
        assertThat(ours.leaderEpoch()).isEqualTo(kafka.partitionLeaderEpoch());
        assertThat(Integer.toUnsignedLong(ours.crc())).isEqualTo(kafka.checksum());
        assertThat(ours.crcMatches()).isTrue();
        assertThat(ours.maxTimestamp()).isEqualTo(kafka.maxTimestamp());
        assertThat(ours.producerId()).isEqualTo(kafka.producerId());
        assertThat(ours.producerEpoch()).isEqualTo(kafka.producerEpoch());
        assertThat(ours.baseSequence()).isEqualTo(kafka.baseSequence());
        assertThat(ours.lastSequence()).isEqualTo(kafka.lastSequence());
        assertThat(ours.recordCount()).isEqualTo(kafka.countOrNull());
        assertThat(ours.isTransactional()).isEqualTo(kafka.isTransactional());
        assertThat(ours.isControl()).isEqualTo(kafka.isControlBatch());
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    @Provide
    Arbitrary<List<Sample>> samples() {
        return Sample.lists();
    }

    @Provide
    Arbitrary<Compression> writable() {
        return Arbitraries.of(Compression.values()).filter(Compression::isWritable);
    }

    @Provide
    Arbitrary<Integer> sequences() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, Integer.MAX_VALUE),
                Arbitraries.integers().between(Integer.MAX_VALUE - 3, Integer.MAX_VALUE));
    }

    @Provide
    Arbitrary<KafkaOracle.Fields> fields() {
        Arbitrary<Long> offsets = Arbitraries.longs().between(0, 1L << 60);
        Arbitrary<Integer> epochs = Arbitraries.integers().between(0, 1 << 20);
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        Arbitrary<Boolean> producers = Arbitraries.of(true, false);
        return Combinators.combine(offsets, epochs, producers, sequences(), flags, flags)
                .as(
                        (offset, epoch, producer, sequence, transactional, appendTime) ->
                                new KafkaOracle.Fields(
                                        offset,
                                        epoch,
                                        producer ? offset / 2 : -1,
                                        (short) (producer ? epoch % 32000 : -1),
                                        producer ? sequence : -1,
                                        producer && transactional,
                                        appendTime,
                                        appendTime ? 1_790_000_000_000L : -1));
    }
}
