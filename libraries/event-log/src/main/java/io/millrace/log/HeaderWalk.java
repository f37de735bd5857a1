package io.millrace.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Steps over the batches of a segment by their headers, a few KiB per read. One thread. */
final class HeaderWalk {
    private static final int WINDOW_BYTES = 8192;

    private final Segment segment;
    private final int end;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private int windowStart;
    private int position;

    /** From a batch's position to an end that is a batch's, too. */
    HeaderWalk(Segment segment, int position, int end) {
        this.segment = segment;
        this.position = position;
        this.end = end;
    }

    /**
     * The next batch; null at the end.
     *
     * @throws CorruptRecordException if the bytes can't be a header
     * @throws SliceGoneException if the segment was cut or deleted meanwhile
     */
    @Nullable BatchHeader next() {
        if (position >= end) {
            return null;
        }
        if (end - position < BatchHeader.BYTES) {
            throw new CorruptRecordException(segment + ": no batch at position " + position);
        }
        if (position + BatchHeader.BYTES > windowStart + window.limit()) {
            window.clear().limit(Math.min(WINDOW_BYTES, end - position));
            segment.read(window, position);
            windowStart = position;
        }
        BatchHeader header = BatchHeader.at(window, position - windowStart, position, end);
        position = header.end();
        return header;
    }
}
