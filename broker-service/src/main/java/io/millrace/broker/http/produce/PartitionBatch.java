package io.millrace.broker.http.produce;

import io.millrace.broker.http.json.Envelope;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceOutcome.Appended;
import io.millrace.broker.partition.ProduceOutcome.Duplicate;
import io.millrace.broker.partition.ProduceOutcome.PartlyDuplicate;
import io.millrace.broker.partition.ProduceOutcome.Refused;
import io.millrace.protocol.batch.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The records of a request that go into one partition in one batch. Owned by the request. */
final class PartitionBatch {
    private static final int FORMAT_BYTES_PER_RECORD = 24;

    private final int partition;
    private int[] indexes = new int[8];
    private int count;
    private long bytes;

    PartitionBatch(int partition) {
        this.partition = partition;
    }

    int partition() {
        return partition;
    }

    int count() {
        return count;
    }

    /** Which record of the request is the batch's i-th. */
    int index(int i) {
        return indexes[i];
    }

    long bytes() {
        return bytes;
    }

    void add(int index, Envelope record) {
        if (count == indexes.length) {
            indexes = Arrays.copyOf(indexes, 2 * count);
        }
        indexes[count++] = index;
        bytes += record.payloadBytes() + FORMAT_BYTES_PER_RECORD;
    }

    /** The records as one batch; those without a time get {@code nowMs}. */
    ByteBuffer build(ProduceTarget target, List<Envelope> records, long nowMs) {
        var builder = new RecordBatchBuilder(target.compression(), (int) bytes + 128);
        for (int i = 0; i < count; i++) {
            Envelope record = records.get(indexes[i]);
            long time = record.timestampMs() == Envelope.UNSET ? nowMs : record.timestampMs();
            builder.append(time, record.key(), record.value(), target.traced(record.headers()));
        }
        return builder.build();
    }

    /**
     * Tells each record's result.
     *
     * @return the records of a sequenced stream that are new beside duplicates and were therefore
     *     not appended yet; empty in all other cases
     */
    PartitionBatch tell(
            RecordResults results,
            List<Envelope> records,
            ProduceOutcome outcome,
            boolean appendTime,
            long nowMs) {
        PartitionBatch rest = new PartitionBatch(partition);
        switch (outcome) {
            case Appended appended -> {
                for (int i = 0; i < count; i++) {
                    long given = records.get(indexes[i]).timestampMs();
                    long own = given == Envelope.UNSET ? nowMs : given;
                    long time = appendTime ? appended.appendTimeMs() : own;
                    results.stored(indexes[i], partition, appended.baseOffset() + i, time);
                }
            }
            case Duplicate duplicate -> {
                for (int i = 0; i < count; i++) {
                    results.duplicate(indexes[i], partition, duplicate.offsets().get(i));
                }
            }
            case PartlyDuplicate partly -> {
                for (int i = 0; i < count; i++) {
                    long offset = partly.offsets().get(i);
                    if (offset == PartlyDuplicate.NOT_IN_LOG) {
                        rest.add(indexes[i], records.get(indexes[i]));
                    } else {
                        results.duplicate(indexes[i], partition, offset);
                    }
                }
            }
            case Refused refused -> {
                for (int i = 0; i < count; i++) {
                    results.failed(indexes[i], refused.problem());
                }
            }
        }
        return rest;
    }
}
