package io.millrace.protocol;

import java.nio.ByteBuffer;

/** Kafka's assignment of keys to partitions, so that HTTP and Kafka clients agree on it. */
public final class Partitioner {
    private static final int SEED = 0x9747b28c;
    private static final int M = 0x5bd1e995;
    private static final int R = 24;

    private Partitioner() {}

    /**
     * The partition, from 0 to {@code partitions - 1}, of a key in a topic of so many partitions.
     */
    public static int partitionFor(byte[] key, int partitions) {
        return partitionFor(ByteBuffer.wrap(key), partitions);
    }

    /** As above, for the key between the buffer's position and limit, which stay as they are. */
    public static int partitionFor(ByteBuffer key, int partitions) {
        if (partitions < 1) {
            throw new IllegalArgumentException("A topic has at least one partition");
        }
        return (murmur2(key) & 0x7fffffff) % partitions;
    }

    /** The 32 bit murmur2 hash as Kafka computes it. */
    public static int murmur2(ByteBuffer data) {
        int start = data.position();
        int length = data.remaining();
        int h = SEED ^ length;
        int words = length >> 2;
        for (int i = 0; i < words; i++) {
            int at = start + (i << 2);
            int k =
                    (data.get(at) & 0xff)
                            | (data.get(at + 1) & 0xff) << 8
                            | (data.get(at + 2) & 0xff) << 16
                            | (data.get(at + 3) & 0xff) << 24;
            k *= M;
            k ^= k >>> R;
            k *= M;
            h *= M;
            h ^= k;
        }
        int tail = start + (words << 2);
        int left = length & 3;
        if (left == 3) {
            h ^= (data.get(tail + 2) & 0xff) << 16;
        }
        if (left >= 2) {
            h ^= (data.get(tail + 1) & 0xff) << 8;
        }
        if (left >= 1) {
            h ^= data.get(tail) & 0xff;
            h *= M;
        }
        h ^= h >>> 13;
        h *= M;
        h ^= h >>> 15;
        return h;
    }
}
