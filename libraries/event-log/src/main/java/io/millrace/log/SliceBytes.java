package io.millrace.log;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Where the bytes of a {@link LogSlice} are. Any thread. */
interface SliceBytes {
    /** Reads all of the target's remaining bytes, flipped to be read. */
    ByteBuffer read(ByteBuffer target, int position);

    /** Sends bytes without copying them; returns how many, which may be fewer than asked for. */
    long transferTo(int position, int count, WritableByteChannel target);
}
