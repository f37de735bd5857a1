package io.millrace.protocol.batch;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/** Zstandard. Decompressed in one go, so that no frame can ask for a window of its own. */
final class ZstdFrames {
    /** Kafka's default, too. */
    private static final int LEVEL = 3;

    private ZstdFrames() {}

    static ByteBuffer compress(byte[] bytes, int size) {
        int header = BatchLayout.RECORDS;
        int bound = Math.toIntExact(Zstd.compressBound(size - header));
        byte[] target = new byte[header + bound];
        long written =
                Zstd.compressByteArray(target, header, bound, bytes, header, size - header, LEVEL);
        return ByteBuffer.wrap(target, 0, header + (int) written);
    }

    static void decompress(byte[] source, int from, int length, Output output) {
        long declared = Zstd.getFrameContentSize(source, from, length);
        output.ensure(declared > 0 ? declared : 1);
        while (!fits(source, from, length, output)) {
            // Frames written as streams do not say their size: try again with more room.
            output.ensure(
                    Math.max(output.room() + 1L, Math.min(output.limit(), output.room() * 4L)));
        }
    }

    private static boolean fits(byte[] source, int from, int length, Output output) {
        try {
            long count =
                    Zstd.decompressByteArray(
                            output.bytes(), 0, output.room(), source, from, length);
            output.advance(Math.toIntExact(count));
            return true;
        } catch (ZstdException e) {
            if (e.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                return false;
            }
            throw e;
        }
    }
}
