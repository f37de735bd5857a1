package io.millrace.benchmarks;

import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordBatchBuilder;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The record batch codec beside Kafka's own on the same bytes: 64 records of 1 KiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private static final int RECORDS = 64;
    private static final byte[] VALUE = Workload.of(1, RECORDS).value();

    private ByteBuffer encoded = ByteBuffer.allocate(0);

    @Setup
    public void encodeOnce() {
        encoded = encode();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public ByteBuffer encode() {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
        ByteBuffer value = ByteBuffer.wrap(VALUE);
        for (int i = 0; i < RECORDS; i++) {
            builder.append(1_700_000_000_000L + i, null, value, List.of());
        }
        return builder.build();
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long decode() {
        RecordBatch batch = RecordBatch.at(encoded, 0);
        batch.verify();
        RecordCursor cursor = batch.records(1 << 20);
        long sum = 0;
        while (cursor.next()) {
            ByteBuffer value = cursor.value();
            sum += cursor.offset() + (value == null ? 0 : value.remaining());
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long decodeByKafka() {
        long sum = 0;
        for (MutableRecordBatch batch : MemoryRecords.readableRecords(encoded).batches()) {
            batch.ensureValid();
            for (Record entry : batch) {
                sum += entry.offset() + entry.value().remaining();
            }
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public ByteBuffer encodeByKafka() {
        MemoryRecordsBuilder builder =
                MemoryRecords.builder(
                        ByteBuffer.allocate(RECORDS * 1100),
                        org.apache.kafka.common.compress.Compression.NONE,
                        TimestampType.CREATE_TIME,
                        0L);
        for (int i = 0; i < RECORDS; i++) {
            builder.append(1_700_000_000_000L + i, null, VALUE);
        }
        return builder.build().buffer();
    }
}
