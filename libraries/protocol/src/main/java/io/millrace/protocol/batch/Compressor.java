package io.millrace.protocol.batch;

import java.nio.ByteBuffer;

/** Compresses the records behind a header, which stays as it is. */
final class Compressor {
    private Compressor() {}

    /**
     * @param bytes room for a header, then records
     * @return a buffer of the same shape; uncompressed, it is the array itself
     */
    static ByteBuffer compress(Compression compression, byte[] bytes, int size) {
        return switch (compression) {
            case NONE -> ByteBuffer.wrap(bytes, 0, size);
            case LZ4 -> Lz4Frames.compress(bytes, size);
            case ZSTD -> ZstdFrames.compress(bytes, size);
            case GZIP -> GzipStreams.compress(bytes, size);
            case SNAPPY -> SnappyChunks.compress(bytes, size);
        };
    }
}
