package io.millrace.log.compaction;

import io.millrace.protocol.batch.Digest128;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Owned by one cleaning: the last offset of each key, in a fixed piece of memory.
 *
 * <p>A slot has 24 bytes: the first half of the key's SHA-256, and the offset. Two keys are the
 * same here if those 128 bits are; nobody can make two such keys, so nobody can have a record of
 * another key cleaned away.
 */
final class OffsetMap {
    private static final int SLOT_BYTES = Digest128.BYTES + Long.BYTES;
    private static final double LOAD_MAX = 0.9;
    private static final long FREE = -1;

    private final MessageDigest sha256 = Digest128.sha256();
    private final ByteBuffer slots;
    private final int slotCount;
    private final int capacity;
    private int size;

    /**
     * @param memoryBytes at least 1 KiB, rounded down to whole slots
     */
    OffsetMap(int memoryBytes) {
        if (memoryBytes < 1024) {
            throw new IllegalArgumentException("a map in " + memoryBytes + " bytes");
        }
        slotCount = memoryBytes / SLOT_BYTES;
        capacity = (int) (slotCount * LOAD_MAX);
        slots = ByteBuffer.allocate(slotCount * SLOT_BYTES);
        clear();
    }

    int size() {
        return size;
    }

    /** How many more keys fit. */
    int free() {
        return capacity - size;
    }

    /** Remembers the offset, which is above all others so far; false if the map is full. */
    boolean put(ByteBuffer key, long offset) {
        Digest128 digest = digest(key);
        int slot = find(digest);
        if (slots.getLong(slot + Digest128.BYTES) == FREE) {
            if (size == capacity) {
                return false;
            }
            size++;
            slots.putLong(slot, digest.high()).putLong(slot + Long.BYTES, digest.low());
        }
        slots.putLong(slot + Digest128.BYTES, offset);
        return true;
    }

    /** The last offset of the key, −1 if it is not known. */
    long get(ByteBuffer key) {
        return slots.getLong(find(digest(key)) + Digest128.BYTES);
    }

    void clear() {
        size = 0;
        for (int i = 0; i < slotCount; i++) {
            slots.putLong(i * SLOT_BYTES + Digest128.BYTES, FREE);
        }
    }

    /** The position of the key's slot, or of the free one where it belongs. */
    private int find(Digest128 digest) {
        int slot = (int) Math.floorMod(digest.low(), (long) slotCount);
        while (true) {
            int position = slot * SLOT_BYTES;
            if (slots.getLong(position + Digest128.BYTES) == FREE
                    || (slots.getLong(position) == digest.high()
                            && slots.getLong(position + Long.BYTES) == digest.low())) {
                return position;
            }
            slot = slot + 1 == slotCount ? 0 : slot + 1;
        }
    }

    private Digest128 digest(ByteBuffer key) {
        sha256.update(key.duplicate());
        return Digest128.fromSha256(sha256);
    }
}
