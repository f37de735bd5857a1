package io.millrace.log.producer;

import io.millrace.protocol.batch.Digest128;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** The frame of a snapshot: magic, version, length and CRC around a body. See the README. */
final class SnapshotFormat {
    private static final int MAGIC = 0x4D52_5053; // MRPS
    private static final short VERSION = 1;
    private static final int HEADER_BYTES = 4 + 2 + 2 + 4 + 4;

    private SnapshotFormat() {}

    static ByteBuffer frame(int bodyBytes, Consumer<ByteBuffer> body) {
        var out = ByteBuffer.allocate(HEADER_BYTES + bodyBytes);
        out.putInt(MAGIC).putShort(VERSION).putShort((short) 0).putInt(bodyBytes).putInt(0);
        body.accept(out);
        if (out.hasRemaining()) {
            throw new IllegalStateException(out.remaining() + " bytes of a snapshot unwritten");
        }
        return out.flip().putInt(HEADER_BYTES - 4, crcOf(out));
    }

    /** The body of a snapshot, checked; throws {@link InvalidSnapshotException}. */
    static ByteBuffer unframe(ByteBuffer snapshot) {
        ByteBuffer in = snapshot.slice();
        if (in.remaining() < HEADER_BYTES || in.getInt() != MAGIC) {
            throw new InvalidSnapshotException("not a producer snapshot");
        }
        short version = in.getShort();
        if (version != VERSION) {
            throw new InvalidSnapshotException("snapshot version " + version + " is unknown");
        }
        in.getShort();
        if (in.getInt() != in.capacity() - HEADER_BYTES) {
            throw new InvalidSnapshotException("a snapshot that is cut short or too long");
        }
        if (in.getInt() != crcOf(in)) {
            throw new InvalidSnapshotException("the snapshot's checksum does not match");
        }
        return in;
    }

    static void write(Digest128 digest, ByteBuffer out) {
        out.putLong(digest.high()).putLong(digest.low());
    }

    static Digest128 readDigest(ByteBuffer in) {
        return new Digest128(in.getLong(), in.getLong());
    }

    /** A number of things that follow, each of them at least one byte long. */
    static int readCount(ByteBuffer in) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining()) {
            throw new InvalidSnapshotException("a count of " + count);
        }
        return count;
    }

    /** Over everything but the CRC itself. */
    private static int crcOf(ByteBuffer framed) {
        var crc = new CRC32C();
        crc.update(framed.slice(0, HEADER_BYTES - 4));
        crc.update(framed.slice(HEADER_BYTES, framed.limit() - HEADER_BYTES));
        return (int) crc.getValue();
    }
}
