package io.millrace.broker.http.fetch;

import io.millrace.log.LogSlice;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

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
            RecordBatch batch = RecordBatch.at(bytes, at);
            if (!batch.isControl()) {
                return false;
            }
            at += batch.sizeInBytes();
        }
        return true;
    }

    /**
     * Gives at most so many records to {@code sink}, which must not keep the cursor.
     *
     * @return where the next walk begins
     */
    static long walk(LogSlice slice, long offset, int recordsMax, Consumer<RecordCursor> sink) {
        ByteBuffer bytes = slice.read();
        int given = 0;
        int at = bytes.position();
        while (at < bytes.limit()) {
            RecordBatch batch = RecordBatch.at(bytes, at);
            at += batch.sizeInBytes();
            if (batch.isControl() || batch.lastOffset() < offset) {
                continue;
            }
            if (!batch.crcMatches()) {
                throw Problem.of(
                                ErrorCode.LOG_FAILED,
                                "The log is damaged at offset " + batch.baseOffset())
                        .with("offset", batch.baseOffset())
                        .asException();
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
