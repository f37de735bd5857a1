package io.millrace.log;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Whole record batches of one segment. Holds no resource; any thread. If the records are truncated
 * or deleted after it was handed out, reading either still gives the right bytes or throws {@link
 * SliceGoneException}; it never gives others.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class LogSlice {
    private LogSlice() {}

    /**
     * Base offset of the first batch; may lie below the offset asked for. Equal to {@link
     * #nextOffset} if empty.
     */
    public long firstOffset() {
        throw new UnsupportedOperationException();
    }

    /** Where the next read should start: after the last batch, and after holes behind it. */
    public long nextOffset() {
        throw new UnsupportedOperationException();
    }

    public int sizeInBytes() {
        throw new UnsupportedOperationException();
    }

    public boolean isEmpty() {
        return sizeInBytes() == 0;
    }

    /** All bytes, in a new heap buffer. Blocking I/O. */
    public ByteBuffer read() {
        throw new UnsupportedOperationException();
    }

    /**
     * Fills {@code target} from byte {@code from} of the slice on; returns bytes put (less only at
     * the slice's end).
     */
    public int readInto(ByteBuffer target, int from) {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends bytes from {@code from} on without copying; returns how many. If it throws {@link
     * SliceGoneException}, bytes already sent must not be used: end the connection.
     */
    public int transferTo(WritableByteChannel target, int from) {
        throw new UnsupportedOperationException();
    }
}
