package io.millrace.protocol.batch;

import java.nio.ByteBuffer;

/**
 * A new leader's first batch. Written as Kafka's LeaderChangeMessage, version 0, whose own fields
 * say nothing here; ours are in a tagged field, which other readers skip.
 *
 * @param brokerEpoch of the leader
 * @param unclean whether the leader was elected though it may lack what was acknowledged
 */
public record EpochStart(int leaderEpoch, long brokerEpoch, boolean unclean)
        implements ControlRecord {
    /** Kafka's LEADER_CHANGE. */
    public static final short TYPE = 2;

    private static final int LEADER_ID_UNTOLD = -1;

    /** In two bytes: far from the tags that Kafka may give out. */
    private static final int TAG = 10_000;

    private static final int TAG_BYTES = 13;

    @Override
    public short type() {
        return TYPE;
    }

    @Override
    public ByteBuffer encodeValue() {
        return ByteBuffer.allocate(25)
                .putShort((short) 0)
                .putInt(LEADER_ID_UNTOLD)
                .put((byte) 1) // Voters: none. A compact array's length is stored plus one.
                .put((byte) 1) // Granting voters: none.
                .put((byte) 1) // One tagged field.
                .put((byte) ((TAG & 0x7f) | 0x80))
                .put((byte) (TAG >>> 7))
                .put((byte) TAG_BYTES)
                .putInt(leaderEpoch)
                .putLong(brokerEpoch)
                .put((byte) (unclean ? 1 : 0))
                .flip();
    }

    static EpochStart decodeValue(ByteBuffer value) {
        int fields = 9;
        if (value.remaining() < fields + 3 + TAG_BYTES
                || value.get(fields - 1) != 1
                || ((value.get(fields) & 0x7f) | (value.get(fields + 1) << 7)) != TAG
                || value.get(fields + 2) != TAG_BYTES) {
            throw new IllegalArgumentException("A leader change of somebody else's");
        }
        ByteBuffer tagged = value.position(fields + 3);
        return new EpochStart(tagged.getInt(), tagged.getLong(), tagged.get() != 0);
    }
}
