package io.millrace.log.producer;

import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.ControlRecord;
import io.millrace.protocol.batch.Digest128;
import io.millrace.protocol.batch.EpochStart;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordBatchBuilder;
import io.millrace.protocol.batch.RequestMark;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A log in memory: the batches and when they were appended. */
final class History {
    record Entry(RecordBatch batch, long appendTimeMs) {}

    final List<Entry> entries = new ArrayList<>();

    static Digest128 identity(int number) {
        return new Digest128(number, ~number);
    }

    static ByteBuffer data(int records) {
        var builder = new RecordBatchBuilder(Compression.NONE);
        for (int i = 0; i < records; i++) {
            builder.append(i, null, "v".getBytes(StandardCharsets.UTF_8), List.of());
        }
        return builder.build();
    }

    static ByteBuffer raw(long producerId, int epoch, int firstSequence, int records) {
        var builder = new RecordBatchBuilder(Compression.NONE);
        builder.producer(producerId, (short) epoch, firstSequence);
        for (int i = 0; i < records; i++) {
            builder.append(i, null, "v".getBytes(StandardCharsets.UTF_8), List.of());
        }
        return builder.build();
    }

    static ByteBuffer control(ControlRecord record) {
        return record.encode(0);
    }

    static ByteBuffer epochStart(int epoch) {
        return control(new EpochStart(epoch, 1, false));
    }

    long endOffset() {
        return entries.isEmpty() ? 0 : entries.getLast().batch().nextOffset();
    }

    Entry append(ByteBuffer bytes, long appendTimeMs) {
        RecordBatch batch = RecordBatch.at(bytes, 0);
        batch.assign(endOffset(), 0);
        var entry = new Entry(batch, appendTimeMs);
        entries.add(entry);
        return entry;
    }

    void truncateTo(long offset) {
        entries.removeIf(entry -> entry.batch().nextOffset() > offset);
    }

    void replay(ProducerStates states) {
        for (Entry entry : entries) {
            if (entry.batch().baseOffset() >= states.nextOffset()) {
                states.appended(entry.batch(), entry.appendTimeMs());
            }
        }
    }

    /** A mark whose whole data batch is behind it. */
    record MarkedRequest(RequestMark mark, long firstOffset, long appendTimeMs) {}

    List<MarkedRequest> markedRequests() {
        var found = new ArrayList<MarkedRequest>();
        for (int i = 0; i + 1 < entries.size(); i++) {
            RecordBatch first = entries.get(i).batch();
            RecordBatch second = entries.get(i + 1).batch();
            if (first.isControl()
                    && !second.isControl()
                    && ControlRecord.decode(first) instanceof RequestMark mark
                    && second.recordCount() == mark.records()) {
                found.add(
                        new MarkedRequest(
                                mark, second.baseOffset(), entries.get(i + 1).appendTimeMs()));
            }
        }
        return found;
    }
}
