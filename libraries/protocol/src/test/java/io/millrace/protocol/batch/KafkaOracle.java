package io.millrace.protocol.batch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/** Kafka's own reader and writer of batches. */
final class KafkaOracle {
    private KafkaOracle() {}

    /** The header fields that a producer or leader chooses. */
    record Fields(
            long baseOffset,
            int leaderEpoch,
            long producerId,
            short producerEpoch,
            int baseSequence,
            boolean transactional,
            boolean appendTime,
            long appendTimestamp) {}

    static ByteBuffer write(Compression compression, Fields fields, List<Sample> samples) {
        ByteBufferOutputStream out = new ByteBufferOutputStream(1024);
        try (MemoryRecordsBuilder builder =
                new MemoryRecordsBuilder(
                        out,
                        (byte) 2,
                        org.apache.kafka.common.compress.Compression.of(
                                        CompressionType.forId(compression.id()))
                                .build(),
                        fields.appendTime()
                                ? TimestampType.LOG_APPEND_TIME
                                : TimestampType.CREATE_TIME,
                        fields.baseOffset(),
                        fields.appendTimestamp(),
                        fields.producerId(),
                        fields.producerEpoch(),
                        fields.baseSequence(),
                        fields.transactional(),
                        false,
                        fields.leaderEpoch(),
                        Integer.MAX_VALUE)) {
            for (Sample sample : samples) {
                Header[] headers =
                        sample.recordHeaders().stream()
                                .map(h -> new RecordHeader(h.name(), h.value()))
                                .toArray(Header[]::new);
                builder.append(sample.timestamp(), sample.keyBytes(), sample.valueBytes(), headers);
            }
            return builder.build().buffer();
        }
    }

    static DefaultRecordBatch batch(ByteBuffer bytes) {
        List<MutableRecordBatch> batches = new ArrayList<>();
        MemoryRecords.readableRecords(bytes.duplicate()).batches().forEach(batches::add);
        if (batches.size() != 1) {
            throw new AssertionError("Kafka sees " + batches.size() + " batches");
        }
        DefaultRecordBatch batch = (DefaultRecordBatch) batches.getFirst();
        batch.ensureValid();
        return batch;
    }

    static List<Sample> read(DefaultRecordBatch batch) {
        List<Sample> samples = new ArrayList<>();
        for (Record record : batch) {
            record.ensureValid();
            samples.add(
                    new Sample(
                            record.timestamp(),
                            Sample.text(record.key()),
                            Sample.text(record.value()),
                            Arrays.stream(record.headers())
                                    .map(h -> h.key() + "=" + Sample.text(h.value()))
                                    .toList()));
        }
        return samples;
    }
}
