package io.millrace.log.producer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Owned by {@link KafkaProducers}: one producer id's epoch and its last five batches. */
final class KafkaProducer {
    static final int BATCHES_MAX = 5;
    static final long NO_TRANSACTION = -1;
    private static final int BATCH_BYTES = 4 + 4 + 8 + 8 + 8;

    private final long id;
    private short epoch;
    private long currentTxnFirstOffset = NO_TRANSACTION;
    private final ArrayDeque<AppendedBatch> batches = new ArrayDeque<>(BATCHES_MAX + 1);

    KafkaProducer(long id, short epoch) {
        this.id = id;
        this.epoch = epoch;
    }

    /** One batch in the log; sequence numbers are 31 bits wide and start again at 0. */
    record AppendedBatch(
            int firstSequence,
            int lastSequence,
            long firstOffset,
            long lastOffset,
            long appendTimeMs) {}

    long id() {
        return id;
    }

    short epoch() {
        return epoch;
    }

    Iterable<AppendedBatch> batches() {
        return batches;
    }

    long lastAppendTimeMs() {
        return batches.getLast().appendTimeMs();
    }

    int nextSequence() {
        int last = batches.getLast().lastSequence();
        return last == Integer.MAX_VALUE ? 0 : last + 1;
    }

    @Nullable AppendedBatch find(int firstSequence, int lastSequence) {
        for (AppendedBatch batch : batches) {
            if (batch.firstSequence() == firstSequence && batch.lastSequence() == lastSequence) {
                return batch;
            }
        }
        return null;
    }

    /** A batch that does not follow the last one (after an expiry, say) begins a new window. */
    void add(short batchEpoch, AppendedBatch batch) {
        boolean follows = !batches.isEmpty() && batch.firstSequence() == nextSequence();
        if (batchEpoch != epoch || !follows) {
            epoch = batchEpoch;
            batches.clear();
        }
        batches.addLast(batch);
        if (batches.size() > BATCHES_MAX) {
            batches.removeFirst();
        }
    }

    int encodedBytes() {
        return 8 + 2 + 8 + 1 + batches.size() * BATCH_BYTES;
    }

    void write(ByteBuffer out) {
        out.putLong(id).putShort(epoch).putLong(currentTxnFirstOffset);
        out.put((byte) batches.size());
        for (AppendedBatch batch : batches) {
            out.putInt(batch.firstSequence()).putInt(batch.lastSequence());
            out.putLong(batch.firstOffset()).putLong(batch.lastOffset());
            out.putLong(batch.appendTimeMs());
        }
    }

    static KafkaProducer read(ByteBuffer in) {
        var producer = new KafkaProducer(in.getLong(), in.getShort());
        producer.currentTxnFirstOffset = in.getLong();
        int count = in.get();
        if (count < 1 || count > BATCHES_MAX) {
            throw new InvalidSnapshotException("a producer with " + count + " batches");
        }
        for (int i = 0; i < count; i++) {
            producer.batches.addLast(
                    new AppendedBatch(
                            in.getInt(), in.getInt(), in.getLong(), in.getLong(), in.getLong()));
        }
        return producer;
    }
}
