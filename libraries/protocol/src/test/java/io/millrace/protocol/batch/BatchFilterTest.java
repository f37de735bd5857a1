package io.millrace.protocol.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.junit.jupiter.api.Test;

/** What is left of a batch, as Kafka reads it. */
class BatchFilterTest {
    private static final int ROOM = 4 << 20;
    private static final KafkaOracle.Fields FIELDS =
            new KafkaOracle.Fields(100, 7, 42, (short) 3, 9, false, false, -1);

    @Property(tries = 200)
    void leavesKafkaTheRecordsThatStay(
            @ForAll Compression compression,
            @ForAll("samples") List<Sample> samples,
            @ForAll boolean withHorizon,
            @ForAll long seed) {
        // Given
        ByteBuffer bytes = KafkaOracle.write(compression, FIELDS, samples);
        RecordBatch batch = RecordBatch.at(bytes, bytes.position());
        OptionalLong horizon =
                withHorizon ? OptionalLong.of(1_780_000_000_000L) : OptionalLong.empty();
        var random = new Random(seed);
        List<Long> keptOffsets = new ArrayList<>();
        List<Sample> kept = new ArrayList<>();

        // When
        ByteBuffer filtered =
                BatchFilter.filter(
                        batch,
                        record -> {
                            boolean keep = random.nextBoolean();
                            if (keep) {
                                keptOffsets.add(record.offset());
                                kept.add(samples.get((int) (record.offset() - 100)));
                            }
                            return keep;
                        },
                        horizon,
                        ROOM);

        // Then
        RecordBatch ours = RecordBatch.at(filtered, 0);
        ours.verify();
        assertThat(Sample.all(ours, ROOM)).isEqualTo(kept);
        DefaultRecordBatch kafka = KafkaOracle.batch(filtered);
        assertThat(KafkaOracle.read(kafka)).isEqualTo(kept);
        List<Long> offsets = new ArrayList<>();
        kafka.forEach(record -> offsets.add(record.offset()));
        assertThat(offsets).isEqualTo(keptOffsets);
        assertThat(kafka.baseOffset()).isEqualTo(100);
        assertThat(kafka.lastOffset()).isEqualTo(batch.lastOffset());
        assertThat(kafka.partitionLeaderEpoch()).isEqualTo(7);
        assertThat(kafka.producerId()).isEqualTo(42);
        assertThat(kafka.producerEpoch()).isEqualTo((short) 3);
        assertThat(kafka.baseSequence()).isEqualTo(9);
        assertThat(kafka.lastSequence()).isEqualTo(batch.lastSequence());
        assertThat(kafka.compressionType().id).isEqualTo((byte) compression.id());
        if (!kept.isEmpty()) {
            assertThat(kafka.deleteHorizonMs()).isEqualTo(horizon);
            assertThat(kafka.maxTimestamp())
                    .isEqualTo(kept.stream().mapToLong(Sample::timestamp).max().orElseThrow());
        }
    }

    @Test
    void keepsTheAppendTimeOfABatchThatHasIt() {
        // Given
        var fields = new KafkaOracle.Fields(0, 0, -1, (short) -1, -1, false, true, 5_000);
        ByteBuffer bytes = KafkaOracle.write(Compression.NONE, fields, Sample.fixed());
        RecordBatch batch = RecordBatch.at(bytes, bytes.position());

        // When
        ByteBuffer filtered =
                BatchFilter.filter(batch, r -> r.offset() > 1, OptionalLong.of(9_000), ROOM);

        // Then
        DefaultRecordBatch kafka = KafkaOracle.batch(filtered);
        assertThat(KafkaOracle.read(kafka)).extracting(Sample::timestamp).containsOnly(5_000L);
        assertThat(kafka.deleteHorizonMs()).hasValue(9_000);
    }

    @Provide
    Arbitrary<List<Sample>> samples() {
        return Sample.lists();
    }
}
