package io.millrace.protocol.batch;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Says of the one data batch that follows it in the same append which request of which producer it
 * comes from, so that a repetition is known again. Without its whole data batch behind it, it is
 * void.
 *
 * @param identity of the producer, or of the idempotency key
 * @param epoch the producer's; 0 for a key
 * @param seq of the request, or of its first line; 0 for a key
 * @param fingerprint of the request's body; zero where nobody compares it
 * @param records how many the data batch has
 * @param seqDeltas for {@link Kind#LINES}, record i has seq + seqDeltas[i], strictly rising from 0
 *     or more; else empty. The array is shared, not copied: nobody writes to it.
 */
@SuppressWarnings("ArrayRecordComponent")
public record RequestMark(
        Kind kind,
        Digest128 identity,
        int epoch,
        long seq,
        Digest128 fingerprint,
        int records,
        int[] seqDeltas)
        implements ControlRecord {
    /** Ours alone: Kafka's own numbers end far below. */
    public static final short TYPE = 100;

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 54;
    private static final int[] NO_DELTAS = {};

    /** How a request numbers its records. */
    public enum Kind {
        /** All records of the data batch have {@code seq}. */
        REQUEST(0),
        /** The records are lines of a stream, with a number each. */
        LINES(1),
        /** The request has an idempotency key and no number. */
        KEY(2);

        private final byte id;

        Kind(int id) {
            this.id = (byte) id;
        }

        private static Kind fromId(byte id) {
            for (Kind kind : values()) {
                if (kind.id == id) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("A request mark of another kind");
        }
    }

    public RequestMark {
        if (epoch < 0 || seq < 0 || records < 0) {
            throw new IllegalArgumentException("Epoch, sequence and count are never negative");
        }
        if (seqDeltas.length != (kind == Kind.LINES ? records : 0)) {
            throw new IllegalArgumentException("One sequence delta for each line, else none");
        }
        for (int i = 0; i < seqDeltas.length; i++) {
            if (seqDeltas[i] < 0 || (i > 0 && seqDeltas[i] <= seqDeltas[i - 1])) {
                throw new IllegalArgumentException("Sequence deltas rise strictly from 0 or more");
            }
        }
    }

    public static RequestMark request(
            Digest128 identity, int epoch, long seq, Digest128 fingerprint, int records) {
        return new RequestMark(Kind.REQUEST, identity, epoch, seq, fingerprint, records, NO_DELTAS);
    }

    public static RequestMark lines(Digest128 identity, int epoch, long seq, int[] seqDeltas) {
        return new RequestMark(
                Kind.LINES, identity, epoch, seq, Digest128.ZERO, seqDeltas.length, seqDeltas);
    }

    public static RequestMark key(Digest128 identity, Digest128 fingerprint, int records) {
        return new RequestMark(Kind.KEY, identity, 0, 0, fingerprint, records, NO_DELTAS);
    }

    /** The sequence number of a record of the data batch, counted from 0. */
    public long seqOf(int record) {
        return kind == Kind.LINES ? seq + seqDeltas[record] : seq;
    }

    /** The sequence number of the last record. */
    public long lastSeq() {
        return kind == Kind.LINES && records > 0 ? seq + seqDeltas[records - 1] : seq;
    }

    @Override
    public short type() {
        return TYPE;
    }

    @Override
    public ByteBuffer encodeValue() {
        byte[] bytes = new byte[FIXED_BYTES + 5 * seqDeltas.length];
        ByteBuffer value = ByteBuffer.wrap(bytes);
        value.put(VERSION).put(kind.id);
        value.putLong(identity.high()).putLong(identity.low()).putInt(epoch).putLong(seq);
        value.putLong(fingerprint.high()).putLong(fingerprint.low()).putInt(records);
        value.putInt(seqDeltas.length);
        int at = value.position();
        int before = 0;
        for (int delta : seqDeltas) {
            at = Varint.write(delta - before, bytes, at);
            before = delta;
        }
        return value.limit(at).position(0);
    }

    static RequestMark decodeValue(ByteBuffer value) {
        if (value.get() != VERSION) {
            throw new IllegalArgumentException("A request mark of another version");
        }
        Kind kind = Kind.fromId(value.get());
        Digest128 identity = new Digest128(value.getLong(), value.getLong());
        int epoch = value.getInt();
        long seq = value.getLong();
        Digest128 fingerprint = new Digest128(value.getLong(), value.getLong());
        int records = value.getInt();
        int count = value.getInt();
        if (count < 0 || count > value.remaining()) {
            throw new IllegalArgumentException("A request mark with too many lines");
        }
        int[] deltas = new int[count];
        long before = 0;
        for (int i = 0; i < count; i++) {
            before += Varint.read(value);
            deltas[i] = Math.toIntExact(before);
        }
        return new RequestMark(kind, identity, epoch, seq, fingerprint, records, deltas);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestMark that
                && kind == that.kind
                && identity.equals(that.identity)
                && epoch == that.epoch
                && seq == that.seq
                && fingerprint.equals(that.fingerprint)
                && records == that.records
                && Arrays.equals(seqDeltas, that.seqDeltas);
    }

    @Override
    public int hashCode() {
        return 31 * identity.hashCode() + Long.hashCode(seq);
    }

    @Override
    public String toString() {
        return "RequestMark["
                + kind
                + " "
                + identity
                + " epoch "
                + epoch
                + " seq "
                + seq
                + ", "
                + records
                + " records]";
    }
}
