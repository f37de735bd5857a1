package io.millrace.protocol.batch;

import io.millrace.protocol.batch.InvalidBatchException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The LZ4 frame format with independent blocks, which is all that Kafka takes. Frames are written
 * and read straight between arrays, in blocks of at most 64 KiB.
 */
@SuppressWarnings("ByteBufferBackingArray") // The buffers wrap whole arrays.
final class Lz4Frames {
    private static final int MAGIC = 0x184D2204;
    private static final int FLAGS = 0x60; // Version 1, independent blocks.
    private static final int BLOCK_64K = 0x40;
    private static final int BLOCK_SIZE = 1 << 16;
    private static final int STORED = 1 << 31;

    private static final int DEPENDENT_MASK = 0x20;
    private static final int BLOCK_CHECKSUM = 0x10;
    private static final int CONTENT_SIZE = 0x08;
    private static final int CONTENT_CHECKSUM = 0x04;
    private static final int DICTIONARY = 0x01;

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.fastestInstance().safeDecompressor();
    private static final XXHash32 HASH = XXHashFactory.fastestInstance().hash32();

    private Lz4Frames() {}

    static ByteBuffer compress(byte[] bytes, int size) {
        int blocks = (size - BatchLayout.RECORDS) / BLOCK_SIZE + 1;
        int bound = BatchLayout.RECORDS + 11 + size + blocks * 8;
        ByteBuffer frame = ByteBuffer.wrap(new byte[bound]).order(ByteOrder.LITTLE_ENDIAN);
        frame.position(BatchLayout.RECORDS);
        frame.putInt(MAGIC).put((byte) FLAGS).put((byte) BLOCK_64K);
        frame.put(headerHash(frame.array(), frame.position() - 2, 2));
        for (int at = BatchLayout.RECORDS; at < size; at += BLOCK_SIZE) {
            block(bytes, at, Math.min(BLOCK_SIZE, size - at), frame);
        }
        frame.putInt(0);
        return ByteBuffer.wrap(frame.array(), 0, frame.position());
    }

    private static void block(byte[] bytes, int from, int length, ByteBuffer frame) {
        int head = frame.position();
        int written = compressedSize(bytes, from, length, frame.array(), head + 4);
        if (written < length) {
            frame.putInt(written).position(head + 4 + written);
        } else {
            frame.putInt(length | STORED).put(bytes, from, length);
        }
    }

    /** Of the block if it got smaller, else its length: then it is stored as it is. */
    private static int compressedSize(byte[] bytes, int from, int length, byte[] to, int at) {
        try {
            return COMPRESSOR.compress(bytes, from, length, to, at, length - 1);
        } catch (LZ4Exception e) {
            return length;
        }
    }

    static void decompress(byte[] source, int from, int length, Output output) {
        ByteBuffer in = ByteBuffer.wrap(source, from, length).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            frame(in, output);
        }
    }

    private static void frame(ByteBuffer in, Output output) {
        require(in.remaining() >= 7 && in.getInt() == MAGIC, "no frame");
        int descriptor = in.position();
        int flags = in.get();
        int blockCode = in.get() >> 4 & 7;
        require((flags >> 6 & 3) == 1 && blockCode >= 4, "an unknown version");
        require((flags & DEPENDENT_MASK) != 0, "dependent blocks, which Kafka does not have");
        require((flags & DICTIONARY) == 0, "a dictionary");
        if ((flags & CONTENT_SIZE) != 0) {
            skip(in, 8);
        }
        require(in.hasRemaining(), "no header checksum");
        int described = in.position() - descriptor;
        require(
                in.get() == headerHash(in.array(), descriptor, described),
                "a wrong header checksum");
        int maxBlock = 1 << (2 * blockCode + 8);
        int start = output.size();
        while (block(in, maxBlock, (flags & BLOCK_CHECKSUM) != 0, output)) {
            // Each turn reads four bytes at least.
        }
        if ((flags & CONTENT_CHECKSUM) != 0) {
            int hash = HASH.hash(output.bytes(), start, output.size() - start, 0);
            require(in.remaining() >= 4 && in.getInt() == hash, "a wrong content checksum");
        }
    }

    private static boolean block(ByteBuffer in, int maxBlock, boolean checksummed, Output output) {
        require(in.remaining() >= 4, "no end mark");
        int head = in.getInt();
        if (head == 0) {
            return false;
        }
        int length = head & ~STORED;
        require(length <= maxBlock && length <= in.remaining(), "a block that is too long");
        int at = in.position();
        if ((head & STORED) != 0) {
            output.write(in.array(), at, length);
        } else {
            decompressBlock(in.array(), at, length, maxBlock, output);
        }
        in.position(at + length);
        if (checksummed) {
            int hash = HASH.hash(in.array(), at, length, 0);
            require(in.remaining() >= 4 && in.getInt() == hash, "a wrong block checksum");
        }
        return true;
    }

    private static void decompressBlock(
            byte[] source, int at, int length, int maxBlock, Output output) {
        // A block can't grow by more than 255 times, whatever size the frame allows.
        long most = Math.min(maxBlock, length * 255L);
        long room = Math.min(most, output.limit() - output.size());
        output.ensure(room);
        try {
            output.advance(
                    DECOMPRESSOR.decompress(
                            source, at, length, output.bytes(), output.size(), (int) room));
        } catch (LZ4Exception e) {
            Reason reason = room < most ? Reason.TOO_LARGE : Reason.COMPRESSION;
            throw new InvalidBatchException(
                    reason, "A block of lz4 is damaged or has more than " + room + " bytes", e);
        }
    }

    private static byte headerHash(byte[] bytes, int from, int length) {
        return (byte) (HASH.hash(bytes, from, length, 0) >> 8);
    }

    private static void skip(ByteBuffer in, int count) {
        require(in.remaining() >= count, "a short header");
        in.position(in.position() + count);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidBatchException(Reason.COMPRESSION, "The batch's lz4 has " + otherwise);
        }
    }
}
