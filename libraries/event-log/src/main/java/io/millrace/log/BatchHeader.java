package io.millrace.log;

import io.millrace.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;

/**
 * What the log needs of a batch that it doesn't hold as a whole. Offsets into Kafka's header, v2.
 */
record BatchHeader(
        int position,
        int sizeInBytes,
        long baseOffset,
        long nextOffset,
        boolean isControl,
        long maxTimestamp) {
    static final int BYTES = RecordBatch.HEADER_BYTES;
    private static final int LENGTH = 8;
    private static final int BEFORE_LENGTH_COUNTS = 12;
    private static final int MAGIC = 16;
    private static final int ATTRIBUTES = 21;
    private static final int CONTROL = 0x20;
    private static final int LAST_OFFSET_DELTA = 23;
    private static final int MAX_TIMESTAMP = 35;

    /**
     * Reads the header at a place of a buffer that holds it as a whole; trusts it as far as it can
     * be true.
     */
    static BatchHeader at(ByteBuffer bytes, int at, int position, int positionMax) {
        long size = BEFORE_LENGTH_COUNTS + (long) bytes.getInt(at + LENGTH);
        int delta = bytes.getInt(at + LAST_OFFSET_DELTA);
        if (size < BYTES
                || size > positionMax - position
                || bytes.get(at + MAGIC) != 2
                || delta < 0) {
            throw new CorruptRecordException("no batch at position " + position);
        }
        long base = bytes.getLong(at);
        return new BatchHeader(
                position,
                (int) size,
                base,
                base + delta + 1,
                (bytes.getShort(at + ATTRIBUTES) & CONTROL) != 0,
                bytes.getLong(at + MAX_TIMESTAMP));
    }

    int end() {
        return position + sizeInBytes;
    }
}
