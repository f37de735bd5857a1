package io.millrace.protocol.batch;

import io.millrace.protocol.batch.InvalidBatchException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyOutputStream;

/**
 * Snappy in snappy-java's framing, as Kafka's own clients write it (a header of 16 bytes, then
 * chunks with their compressed length), or as one bare block, as other clients do.
 */
final class SnappyChunks {
    private static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
    private static final int HEADER = 16;

    private SnappyChunks() {}

    /** For batches that had snappy before: a builder does not write it. */
    static ByteBuffer compress(byte[] bytes, int size) {
        ByteArrayOutputStream target = new ByteArrayOutputStream(size);
        target.write(bytes, 0, BatchLayout.RECORDS);
        try (SnappyOutputStream out = new SnappyOutputStream(target)) {
            out.write(bytes, BatchLayout.RECORDS, size - BatchLayout.RECORDS);
        } catch (IOException e) {
            throw new UncheckedIOException("snappy in memory failed", e);
        }
        return ByteBuffer.wrap(target.toByteArray());
    }

    static void decompress(byte[] source, int from, int length, Output output) throws IOException {
        if (!isFramed(source, from, length)) {
            block(source, from, length, output);
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(source, from + HEADER, length - HEADER);
        while (in.hasRemaining()) {
            if (in.remaining() < Integer.BYTES) {
                throw damaged("A snappy chunk has no length");
            }
            int chunk = in.getInt();
            if (chunk == ByteBuffer.wrap(MAGIC).getInt() && in.remaining() >= HEADER - 4) {
                in.position(in.position() + HEADER - 4); // Streams may be put one behind another.
                continue;
            }
            if (chunk < 0 || chunk > in.remaining()) {
                throw damaged("A snappy chunk reaches beyond its batch");
            }
            block(source, in.position(), chunk, output);
            in.position(in.position() + chunk);
        }
    }

    private static boolean isFramed(byte[] source, int from, int length) {
        return length >= HEADER
                && Arrays.equals(source, from, from + MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static void block(byte[] source, int from, int length, Output output)
            throws IOException {
        int size = Snappy.uncompressedLength(source, from, length);
        output.ensure(size);
        output.advance(Snappy.uncompress(source, from, length, output.bytes(), output.size()));
    }

    private static InvalidBatchException damaged(String what) {
        return new InvalidBatchException(Reason.COMPRESSION, what);
    }
}
