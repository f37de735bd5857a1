package io.millrace.log.producer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A mark with its records in the log: which sequence number stands at which offset. Record i lies
 * at {@code firstOffset + i}.
 */
final class AppendedMark {
    private static final int FIXED_BYTES = 8 + 8 + 4 + 8 + 8 + 4;

    private final long markOffset;
    private final long firstOffset;
    private final int records;
    private final long appendTimeMs;
    private final long seq;
    private final int[] seqDeltas; // empty: every record has seq

    AppendedMark(
            long markOffset,
            long firstOffset,
            int records,
            long appendTimeMs,
            long seq,
            int[] seqDeltas) {
        this.markOffset = markOffset;
        this.firstOffset = firstOffset;
        this.records = records;
        this.appendTimeMs = appendTimeMs;
        this.seq = seq;
        this.seqDeltas = seqDeltas;
    }

    long markOffset() {
        return markOffset;
    }

    long firstOffset() {
        return firstOffset;
    }

    long lastOffset() {
        return records == 0 ? markOffset : firstOffset + records - 1;
    }

    long appendTimeMs() {
        return appendTimeMs;
    }

    long firstSeq() {
        return seqDeltas.length == 0 ? seq : seq + seqDeltas[0];
    }

    long lastSeq() {
        return seqDeltas.length == 0 ? seq : seq + seqDeltas[seqDeltas.length - 1];
    }

    /** How many sequence numbers this mark remembers. */
    int numbers() {
        return Math.max(1, seqDeltas.length);
    }

    boolean contains(long number) {
        return lineOf(number) >= 0;
    }

    /** The offset of the (first) record with this number, which must be in the mark. */
    long offsetOf(long number) {
        return records == 0 ? markOffset : firstOffset + lineOf(number);
    }

    private int lineOf(long number) {
        if (number < seq || number > lastSeq()) {
            return -1;
        }
        return seqDeltas.length == 0
                ? 0
                : Arrays.binarySearch(seqDeltas, Math.toIntExact(number - seq));
    }

    /** The offsets of all its records: what a retry of the whole request is answered. */
    MarkCheck.Duplicate asDuplicate() {
        var offsets = new long[records];
        Arrays.setAll(offsets, i -> firstOffset + i);
        return new MarkCheck.Duplicate(offsets, lastOffset(), appendTimeMs);
    }

    int encodedBytes() {
        return FIXED_BYTES + 4 * seqDeltas.length;
    }

    void write(ByteBuffer out) {
        out.putLong(markOffset).putLong(firstOffset).putInt(records);
        out.putLong(appendTimeMs).putLong(seq).putInt(seqDeltas.length);
        for (int delta : seqDeltas) {
            out.putInt(delta);
        }
    }

    static AppendedMark read(ByteBuffer in) {
        long markOffset = in.getLong();
        long firstOffset = in.getLong();
        int records = in.getInt();
        long appendTimeMs = in.getLong();
        long seq = in.getLong();
        var deltas = new int[SnapshotFormat.readCount(in)];
        Arrays.setAll(deltas, i -> in.getInt());
        return new AppendedMark(markOffset, firstOffset, records, appendTimeMs, seq, deltas);
    }
}
