package io.millrace.log;

import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads batches one after the other and verifies their checksums. One thread. */
final class BatchScan {
    /** No batch is larger, so no length field, however wrong, costs more memory. */
    static final int BATCH_BYTES_MAX = 32 << 20;

    private static final int WINDOW_BYTES = 1 << 18;

    private final StoredFile file;
    private final int end;
    private ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private int windowStart;
    private int position;

    BatchScan(StoredFile file, int start, int end) {
        this.file = file;
        this.position = start;
        this.end = end;
        this.windowStart = start;
    }

    /** Position behind the last batch that was returned. */
    int position() {
        return position;
    }

    /**
     * The next whole, undamaged batch, valid until the next call; null at the end and at the first
     * bytes that are none.
     */
    @Nullable RecordBatch next() {
        try {
            if (!provide(RecordBatch.HEADER_BYTES)) {
                return null;
            }
            int size = RecordBatch.sizeAt(window, position - windowStart);
            if (size > BATCH_BYTES_MAX || !provide(size)) {
                return null;
            }
            RecordBatch batch = RecordBatch.at(window, position - windowStart);
            batch.verify();
            position += size;
            return batch;
        } catch (InvalidBatchException e) {
            return null;
        }
    }

    private boolean provide(int bytes) {
        if (bytes > end - position) {
            return false;
        }
        if (position + bytes <= windowStart + window.limit()) {
            return true;
        }
        if (bytes > window.capacity()) {
            window = ByteBuffer.allocate(bytes);
        }
        window.clear().limit(Math.min(window.capacity(), end - position));
        windowStart = position;
        int read = file.read(window, position);
        window.limit(read);
        return read >= bytes;
    }
}
