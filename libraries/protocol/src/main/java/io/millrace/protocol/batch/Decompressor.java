package io.millrace.protocol.batch;

import io.millrace.protocol.batch.InvalidBatchException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Decompresses records, with a bound on the memory that this takes. */
@SuppressWarnings("ByteBufferBackingArray") // The array offset is added beside it.
final class Decompressor {
    private Decompressor() {}

    static ByteBuffer decompress(Compression compression, ByteBuffer compressed, int maxBytes) {
        byte[] source = array(compressed);
        int from = compressed.hasArray() ? compressed.arrayOffset() + compressed.position() : 0;
        int length = compressed.remaining();
        Output output = new Output(maxBytes, length);
        try {
            switch (compression) {
                case NONE -> output.write(source, from, length);
                case GZIP -> GzipStreams.decompress(source, from, length, output);
                case SNAPPY -> SnappyChunks.decompress(source, from, length, output);
                case LZ4 -> Lz4Frames.decompress(source, from, length, output);
                case ZSTD -> ZstdFrames.decompress(source, from, length, output);
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof InvalidBatchException invalid) {
                throw invalid;
            }
            throw new InvalidBatchException(
                    Reason.COMPRESSION, "The batch's " + compression.text() + " is damaged", e);
        }
        return output.written();
    }

    private static byte[] array(ByteBuffer compressed) {
        if (compressed.hasArray()) {
            return compressed.array();
        }
        byte[] copy = new byte[compressed.remaining()];
        compressed.get(compressed.position(), copy);
        return copy;
    }
}
