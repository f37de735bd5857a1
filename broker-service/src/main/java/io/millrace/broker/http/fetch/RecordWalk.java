package io.millrace.broker.http.fetch;

import io.millrace.broker.partition.Partition;
import io.millrace.log.CorruptRecordException;
import io.millrace.log.LogSlice;
import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The data records of a slice, from an offset on. Owned by one request; blocks. */
final class RecordWalk {
    private static final int DECOMPRESSED_BYTES_MAX = 16 << 20;

    /** Control batches are small: more bytes than this are never of them alone. */
    private static final int CONTROL_BYTES_MAX = 16 << 10;

    private RecordWalk() {}

    /** Whether there is no data in it: the start of a leader epoch at the end of a segment, say. */
    static boolean isControlOnly(LogSlice slice) {
        if (slice.sizeInBytes() > CONTROL_BYTES_MAX) {
            return false;
        }
        ByteBuffer bytes = slice.read();
        for (int at = bytes.position(); at < bytes.limit(); ) {
            RecordBatch batch = whole(bytes, at);
            if (batch == null || !batch.isControl()) {
                return false;
            }
            at += batch.sizeInBytes();
        }
        return true;
    }

    private static @Nullable RecordBatch whole(ByteBuffer bytes, int at) {
        try {
            RecordBatch batch = RecordBatch.at(bytes, at);
            return batch.crcMatches() ? batch : null;
        } catch (InvalidBatchException damaged) {
            return null;
        }
    }

    /**
     * Gives at most so many records to {@code sink}, which must not keep the cursor. Ends before
     * damage: the walk that begins with it fails.
     *
     * @return where the next walk begins
     * @throws io.millrace.protocol.MillraceException {@code corrupt_record}
     */
    static long walk(
            Partition partition,
            LogSlice slice,
            long offset,
            int recordsMax,
            Consumer<RecordCursor> sink) {
        ByteBuffer bytes = slice.read();
        int given = 0;
        long start = slice.firstOffset();
        int at = bytes.position();
        while (at < bytes.limit()) {
            RecordBatch batch = whole(bytes, at);
            if (batch == null) {
                if (given > 0) {
                    return start;
                }
                throw partition
                        .damaged(start, new CorruptRecordException("not a whole batch"))
                        .asException();
            }
            at += batch.sizeInBytes();
            start = batch.nextOffset();
            if (batch.isControl() || batch.lastOffset() < offset) {
                continue;
            }
            RecordCursor records = batch.records(DECOMPRESSED_BYTES_MAX);
            while (records.next()) {
                if (records.offset() < offset) {
                    continue;
                }
                if (given == recordsMax) {
                    return records.offset();
                }
                sink.accept(records);
                given++;
            }
        }
        return Math.max(offset, slice.nextOffset());
    }
}
