package io.millrace.log.producer;

import io.millrace.log.producer.KafkaProducer.AppendedBatch;
import io.millrace.protocol.batch.ControlRecord;
import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RequestMark;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Owned by the partition loop: what one partition remembers of its producers.
 *
 * <p>The loop asks before an append ({@code check…}); the log tells about each batch that it
 * appended or read again ({@link #appended}), in the order of offsets. So the state is a function
 * of the log: a snapshot and the batches behind it give the same state as all the batches from the
 * start. To truncate, restore a snapshot whose {@link #nextOffset} is not above the new end (or
 * {@link #clear}) and feed the batches from there.
 *
 * <p>Times are append times in ms; one that lies before its predecessor's counts as equal to it.
 * The clock of the checks should be one that refuses to jump: a wall clock that jumps ahead by the
 * expiry makes this class forget.
 */
public final class ProducerStates {
    private final KafkaProducers kafka = new KafkaProducers();
    private final SequencedProducers sequenced = new SequencedProducers();
    private final IdempotencyKeys keys = new IdempotencyKeys();
    private ProducerLimits limits;
    private long nextOffset;
    private long latestAppendTimeMs;
    private @Nullable PendingMark pending;

    /** A mark whose data batch has not been seen: void unless that batch is the very next. */
    private record PendingMark(RequestMark mark, long offset) {}

    /** The state of an empty log. */
    public ProducerStates(ProducerLimits limits) {
        this.limits = limits;
    }

    /** Takes new limits; they are applied with the next appends. */
    public void configure(ProducerLimits newLimits) {
        this.limits = newLimits;
    }

    /**
     * Whether a raw batch of a Kafka producer may be appended now.
     *
     * @param firstSequence 0 to 2³¹ − 1
     * @param lastSequence of the batch's last record; below {@code firstSequence} after a wrap
     */
    public SequenceCheck checkSequence(
            long producerId, short epoch, int firstSequence, int lastSequence, long nowMs) {
        return kafka.check(
                producerId,
                epoch,
                firstSequence,
                lastSequence,
                nowMs - limits.producerExpiry().toMillis());
    }

    /** Whether a marked request may be appended now. {@code KEY} marks ignore the sequencing. */
    public MarkCheck checkMark(RequestMark mark, Sequencing sequencing, long nowMs) {
        return switch (mark.kind()) {
            case KEY -> keys.check(mark, nowMs - limits.keyRetention().toMillis());
            case REQUEST, LINES ->
                    sequenced.check(mark, sequencing, nowMs - limits.producerExpiry().toMillis());
        };
    }

    /**
     * Remembers a batch that is in the log. Called by the log, on append and when it reads a log
     * again, in the order of offsets; never judges, because the log is the truth.
     */
    public void appended(RecordBatch batch, long appendTimeMs) {
        if (batch.baseOffset() < nextOffset) {
            throw new IllegalStateException(
                    "batch at " + batch.baseOffset() + " is below " + nextOffset);
        }
        latestAppendTimeMs = Math.max(latestAppendTimeMs, appendTimeMs);
        expire(latestAppendTimeMs);
        PendingMark before = pending;
        pending = null;
        nextOffset = batch.nextOffset();
        if (batch.isControl()) {
            control(batch);
            return;
        }
        if (before != null && belongs(batch, before)) {
            remember(before.mark(), before.offset(), batch.baseOffset());
        }
        if (batch.hasProducer() && batch.baseSequence() >= 0) {
            var appended =
                    new AppendedBatch(
                            batch.baseSequence(),
                            batch.lastSequence(),
                            batch.baseOffset(),
                            batch.lastOffset(),
                            latestAppendTimeMs);
            kafka.appended(
                    batch.producerId(),
                    batch.producerEpoch(),
                    appended,
                    limits.kafkaProducersMax());
        }
    }

    private void control(RecordBatch batch) {
        RequestMark mark = markIn(batch);
        if (mark == null) {
            return;
        }
        if (mark.records() == 0) {
            remember(mark, batch.baseOffset(), batch.baseOffset());
        } else {
            pending = new PendingMark(mark, batch.baseOffset());
        }
    }

    /** Null also for a mark of a later version: to forget a producer is better than to stop. */
    private static @Nullable RequestMark markIn(RecordBatch batch) {
        try {
            return ControlRecord.decode(batch) instanceof RequestMark mark ? mark : null;
        } catch (InvalidBatchException e) {
            return null;
        }
    }

    /** By offsets, not by the number of records: the cleaner takes records, not offsets. */
    private static boolean belongs(RecordBatch data, PendingMark before) {
        return data.baseOffset() == before.offset() + 1
                && data.lastOffsetDelta() + 1 == before.mark().records();
    }

    private void remember(RequestMark mark, long markOffset, long firstOffset) {
        var appended =
                new AppendedMark(
                        markOffset,
                        firstOffset,
                        mark.records(),
                        latestAppendTimeMs,
                        mark.seq(),
                        mark.seqDeltas());
        switch (mark.kind()) {
            case KEY -> keys.appended(mark, appended, limits.keysMax());
            case REQUEST, LINES -> sequenced.appended(mark, appended, limits);
        }
    }

    /**
     * Frees what has expired; no check answers differently after it. Appends do so, too: it is for
     * partitions that have none.
     */
    public void expire(long nowMs) {
        long producersNotBefore = nowMs - limits.producerExpiry().toMillis();
        kafka.expire(producersNotBefore);
        sequenced.expire(producersNotBefore);
        keys.expire(nowMs - limits.keyRetention().toMillis());
    }

    /** The batches that a cleaner has to keep for those who rebuild this state from the log. */
    public RetainedBatches retained(long nowMs) {
        long producersNotBefore = nowMs - limits.producerExpiry().toMillis();
        var offsets = LongStream.builder();
        kafka.forEachNeeded(producersNotBefore, offsets);
        sequenced.forEachNeeded(producersNotBefore, offsets);
        keys.forEachNeeded(nowMs - limits.keyRetention().toMillis(), offsets);
        return new RetainedBatches(offsets.build().toArray());
    }

    /** All batches below this offset are in the state. */
    public long nextOffset() {
        return nextOffset;
    }

    /** Raw producers, HTTP producers and keys that are remembered, for metrics. */
    public int size() {
        return kafka.size() + sequenced.size() + keys.size();
    }

    /** Forgets everything, as for an empty log. */
    public void clear() {
        kafka.clear();
        sequenced.clear();
        keys.clear();
        nextOffset = 0;
        latestAppendTimeMs = 0;
        pending = null;
    }

    /** The state as bytes: what {@link #restore} takes. */
    public ByteBuffer snapshot() {
        ByteBuffer mark = pendingBytes();
        int bodyBytes =
                8
                        + 8
                        + 4
                        + mark.remaining()
                        + kafka.encodedBytes()
                        + sequenced.encodedBytes()
                        + keys.encodedBytes();
        return SnapshotFormat.frame(
                bodyBytes,
                out -> {
                    out.putLong(nextOffset).putLong(latestAppendTimeMs);
                    out.putInt(mark.remaining()).put(mark);
                    kafka.write(out);
                    sequenced.write(out);
                    keys.write(out);
                });
    }

    private ByteBuffer pendingBytes() {
        if (pending == null) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer batch = pending.mark().encode(0);
        RecordBatch.at(batch, batch.position()).assign(pending.offset(), 0);
        return batch;
    }

    /**
     * Takes the state of a snapshot.
     *
     * @throws InvalidSnapshotException if it is damaged or of an unknown version; the state is then
     *     that of an empty log
     */
    public void restore(ByteBuffer snapshot) {
        clear();
        try {
            ByteBuffer in = SnapshotFormat.unframe(snapshot);
            nextOffset = in.getLong();
            latestAppendTimeMs = in.getLong();
            readPending(in);
            kafka.read(in);
            sequenced.read(in);
            keys.read(in);
            if (in.hasRemaining()) {
                throw new InvalidSnapshotException(in.remaining() + " bytes too many");
            }
        } catch (InvalidSnapshotException e) {
            clear();
            throw e;
        } catch (BufferUnderflowException | InvalidBatchException e) {
            clear();
            throw new InvalidSnapshotException("a snapshot that ends early", e);
        }
    }

    private void readPending(ByteBuffer in) {
        int bytes = SnapshotFormat.readCount(in);
        if (bytes > 0) {
            var batch = RecordBatch.at(in.slice(in.position(), bytes), 0);
            RequestMark mark = markIn(batch);
            if (mark != null) {
                pending = new PendingMark(mark, batch.baseOffset());
            }
            in.position(in.position() + bytes);
        }
    }
}
