package io.millrace.protocol.group;

import io.millrace.protocol.Partitioner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Which of the 64 shards a group belongs to; never changed, for it is in the database. */
public final class Shards {
    public static final int COUNT = 64;

    /**
     * One write raises a group's epoch by less: what comes together, and all members that are
     * overdue.
     */
    private static final int EPOCH_BITS = 15;

    private Shards() {}

    /**
     * The epoch in which a group begins that is made when its shard has been written so often:
     * above all that any group of the shard, of the same name perhaps, has ever had.
     */
    public static long epochAt(long version) {
        return version << EPOCH_BITS;
    }

    public static int of(GroupId group) {
        byte[] name = group.value().getBytes(StandardCharsets.UTF_8);
        return Math.floorMod(Partitioner.murmur2(ByteBuffer.wrap(name)), COUNT);
    }
}
