package io.millrace.log;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whole record batches of one segment. Holds no resource; any thread. If the records are truncated
 * or deleted after it was handed out, reading either still gives the right bytes or throws {@link
 * SliceGoneException}; it never gives others.
 */
public final class LogSlice {
    private final @Nullable Segment segment;
    private final int position;
    private final int sizeInBytes;
    private final long firstOffset;
    private final long nextOffset;

    LogSlice(Segment segment, BatchHeader first, SegmentEnd end) {
        this.segment = segment;
        this.position = first.position();
        this.sizeInBytes = end.position() - position;
        this.firstOffset = first.baseOffset();
        this.nextOffset = end.offset();
    }

    private LogSlice(long offset) {
        this.segment = null;
        this.position = 0;
        this.sizeInBytes = 0;
        this.firstOffset = offset;
        this.nextOffset = offset;
    }

    static LogSlice emptyAt(long offset) {
        return new LogSlice(offset);
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
            Objects.requireNonNull(segment).read(target.slice(start, count), position + from);
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
        return count == 0
                ? 0
                : (int) Objects.requireNonNull(segment).transferTo(position + from, count, target);
    }
}
