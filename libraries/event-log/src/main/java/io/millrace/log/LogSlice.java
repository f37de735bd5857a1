package io.millrace.log;

import io.millrace.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * Whole record batches of one segment, or of another broker's answer. Holds no resource; any
 * thread. If the records are truncated or deleted after it was handed out, reading either still
 * gives the right bytes or throws {@link SliceGoneException}; it never gives others.
 */
public final class LogSlice {
    private final SliceBytes bytes;
    private final int position;
    private final int sizeInBytes;
    private final long firstOffset;
    private final long nextOffset;

    LogSlice(Segment segment, BatchHeader first, SegmentEnd end) {
        this(
                segment,
                first.position(),
                end.position() - first.position(),
                first.baseOffset(),
                end.offset());
    }

    private LogSlice(
            SliceBytes bytes, int position, int sizeInBytes, long firstOffset, long nextOffset) {
        this.bytes = bytes;
        this.position = position;
        this.sizeInBytes = sizeInBytes;
        this.firstOffset = firstOffset;
        this.nextOffset = nextOffset;
    }

    static LogSlice emptyAt(long offset) {
        return of(ByteBuffer.allocate(0), offset);
    }

    /**
     * Batches that were read from a slice elsewhere and are in memory. Their checksums are for the
     * reader to check, as those of a segment are.
     *
     * @param batches from position to limit; nobody changes them any more
     * @param nextOffset the {@link #nextOffset} of that slice
     * @throws io.millrace.protocol.batch.InvalidBatchException if they don't begin with the head of
     *     a batch
     */
    public static LogSlice of(ByteBuffer batches, long nextOffset) {
        int size = batches.remaining();
        long first =
                size == 0 ? nextOffset : RecordBatch.at(batches, batches.position()).baseOffset();
        return new LogSlice(new MemoryBytes(batches.slice()), 0, size, first, nextOffset);
    }

    /**
     * Base offset of the first batch; may lie below the offset asked for. Equal to {@link
     * #nextOffset} if empty.
     */
    public long firstOffset() {
        return firstOffset;
    }

    /** Where the next read should start: after the last batch, and after holes behind it. */
    public long nextOffset() {
        return nextOffset;
    }

    public int sizeInBytes() {
        return sizeInBytes;
    }

    public boolean isEmpty() {
        return sizeInBytes == 0;
    }

    /** All bytes, in a new heap buffer. Blocking I/O. */
    public ByteBuffer read() {
        ByteBuffer target = ByteBuffer.allocate(sizeInBytes);
        readInto(target, 0);
        return target.flip();
    }

    /**
     * Fills {@code target} from byte {@code from} of the slice on. Blocking I/O.
     *
     * @return bytes put: less than were free only at the slice's end
     */
    public int readInto(ByteBuffer target, int from) {
        int count =
                Math.min(
                        target.remaining(),
                        sizeInBytes - Objects.checkIndex(from, sizeInBytes + 1));
        if (count > 0) {
            int start = target.position();
            var _ = bytes.read(target.slice(start, count), position + from);
            target.position(start + count);
        }
        return count;
    }

    /**
     * Sends bytes from {@code from} on without copying them. If it throws {@link
     * SliceGoneException}, bytes already sent must not be used: end the connection.
     *
     * @return bytes sent; may be fewer than there are
     */
    public int transferTo(WritableByteChannel target, int from) {
        int count = sizeInBytes - Objects.checkIndex(from, sizeInBytes + 1);
        return count == 0 ? 0 : (int) bytes.transferTo(position + from, count, target);
    }
}
