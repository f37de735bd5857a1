package io.millrace.protocol.group;

import io.millrace.protocol.Partitioner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Which of the 64 shards a group belongs to; never changed, for it is in the database. */
public final class Shards {
    public static final int COUNT = 64;

    private Shards() {}

    public static int of(GroupId group) {
        byte[] name = group.value().getBytes(StandardCharsets.UTF_8);
        return Math.floorMod(Partitioner.murmur2(ByteBuffer.wrap(name)), COUNT);
    }
}
