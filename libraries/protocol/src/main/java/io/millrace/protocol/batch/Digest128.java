package io.millrace.protocol.batch;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** 128 bits that stand for something longer: the first half of a SHA-256. */
public record Digest128(long high, long low) {
    public static final int BYTES = 16;
    public static final Digest128 ZERO = new Digest128(0, 0);

    /**
     * @param bytes 16 of them
     */
    public static Digest128 fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("128 bits are 16 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Digest128(buffer.getLong(), buffer.getLong());
    }

    /** Of the parts with their lengths, so that moving a boundary between parts changes it. */
    public static Digest128 of(byte[]... parts) {
        MessageDigest digest = sha256();
        for (byte[] part : parts) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
            digest.update(part);
        }
        return fromSha256(digest);
    }

    /** Ends a SHA-256 that was fed piece by piece, and takes its first half. */
    public static Digest128 fromSha256(MessageDigest sha256) {
        ByteBuffer buffer = ByteBuffer.wrap(sha256.digest());
        return new Digest128(buffer.getLong(), buffer.getLong());
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(toBytes());
    }
}
