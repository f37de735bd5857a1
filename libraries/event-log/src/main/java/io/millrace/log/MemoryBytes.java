package io.millrace.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Bytes that are in memory already, from 0 to the buffer's limit. */
record MemoryBytes(ByteBuffer all) implements SliceBytes {
    @Override
    public ByteBuffer read(ByteBuffer target, int position) {
        return target.put(all.slice(position, target.remaining())).flip();
    }

    @Override
    public long transferTo(int position, int count, WritableByteChannel target) {
        try {
            return target.write(all.slice(position, count));
        } catch (IOException e) {
            throw new UncheckedIOException("A slice could not be sent on", e);
        }
    }
}
