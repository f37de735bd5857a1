package io.millrace.protocol.batch;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Builds one batch. Has one owner, and is done with {@link #build}. The batch begins at offset 0
 * with leader epoch -1: the leader that appends it assigns both.
 */
@SuppressWarnings("ByteBufferBackingArray") // The buffer wraps a whole array.
public final class RecordBatchBuilder {
    private static final int DEFAULT_CAPACITY = 1024;

    private final Compression compression;
    private final RecordWriter records;
    private int attributes;
    private long producerId = RecordBatch.NO_PRODUCER_ID;
    private short producerEpoch = RecordBatch.NO_PRODUCER_EPOCH;
    private int baseSequence = RecordBatch.NO_SEQUENCE;
    private long baseTimestamp = -1;
    private long maxTimestamp = -1;
    private int count;
    private boolean built;

    /**
     * @throws IllegalArgumentException if the compression is only read, not written
     */
    public RecordBatchBuilder(Compression compression) {
        this(compression, DEFAULT_CAPACITY);
    }

    /**
     * @param initialCapacity bytes to begin with; it grows as needed
     */
    public RecordBatchBuilder(Compression compression, int initialCapacity) {
        if (!compression.isWritable()) {
            throw new IllegalArgumentException(compression + " is read, but not written");
        }
        this.compression = compression;
        this.attributes = compression.id();
        this.records = new RecordWriter(initialCapacity);
    }

    /** Makes it a batch of an idempotent producer. May be called until it is built. */
    public RecordBatchBuilder producer(long id, short epoch, int firstSequence) {
        this.producerId = id;
        this.producerEpoch = epoch;
        this.baseSequence = firstSequence;
        return this;
    }

    /** Makes it part of a transaction. */
    public RecordBatchBuilder transactional() {
        attributes |= BatchLayout.TRANSACTIONAL;
        return this;
    }

    RecordBatchBuilder control() {
        attributes |= BatchLayout.CONTROL;
        return this;
    }

    /**
     * Adds a record. Its bytes are copied; the buffers stay as they are.
     *
     * @param timestamp milliseconds since 1970
     */
    public RecordBatchBuilder append(
            long timestamp,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        begin(
                timestamp,
                key == null ? -1 : key.remaining(),
                value == null ? -1 : value.remaining(),
                headers);
        records.field(key);
        records.field(value);
        records.headers(headers);
        return this;
    }

    /** As above, for arrays. */
    public RecordBatchBuilder append(
            long timestamp,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers) {
        begin(timestamp, key == null ? -1 : key.length, value == null ? -1 : value.length, headers);
        records.field(key);
        records.field(value);
        records.headers(headers);
        return this;
    }

    public int recordCount() {
        return count;
    }

    /** Header and records so far, before compression. */
    public int estimatedBytes() {
        return records.size();
    }

    /**
     * The batch, from position to limit of a buffer of its own.
     *
     * @throws IllegalStateException if it has no record, or was built before
     */
    public ByteBuffer build() {
        if (built || count == 0) {
            throw new IllegalStateException(built ? "Built already" : "A batch needs a record");
        }
        built = true;
        ByteBuffer batch = Compressor.compress(compression, records.bytes(), records.size());
        batch.putLong(BatchLayout.BASE_OFFSET, 0);
        batch.putInt(BatchLayout.LENGTH, batch.limit() - BatchLayout.BEFORE_LENGTH_COUNTS);
        batch.putInt(BatchLayout.LEADER_EPOCH, RecordBatch.NO_LEADER_EPOCH);
        batch.put(BatchLayout.MAGIC, BatchLayout.MAGIC_V2);
        batch.putShort(BatchLayout.ATTRIBUTES, (short) attributes);
        batch.putInt(BatchLayout.LAST_OFFSET_DELTA, count - 1);
        batch.putLong(BatchLayout.BASE_TIMESTAMP, baseTimestamp);
        batch.putLong(BatchLayout.MAX_TIMESTAMP, maxTimestamp);
        batch.putLong(BatchLayout.PRODUCER_ID, producerId);
        batch.putShort(BatchLayout.PRODUCER_EPOCH, producerEpoch);
        batch.putInt(BatchLayout.BASE_SEQUENCE, baseSequence);
        batch.putInt(BatchLayout.RECORD_COUNT, count);
        CRC32C crc = new CRC32C();
        crc.update(batch.array(), BatchLayout.ATTRIBUTES, batch.limit() - BatchLayout.ATTRIBUTES);
        batch.putInt(BatchLayout.CRC, (int) crc.getValue());
        return batch;
    }

    private void begin(long timestamp, int keyLength, int valueLength, List<RecordHeader> headers) {
        if (built) {
            throw new IllegalStateException("Built already");
        }
        if (count == 0) {
            baseTimestamp = timestamp;
        }
        maxTimestamp = count == 0 ? timestamp : Math.max(maxTimestamp, timestamp);
        long delta = timestamp - baseTimestamp;
        int body = RecordWriter.bodySize(delta, count, keyLength, valueLength, headers);
        records.begin(body, delta, count);
        count++;
    }
}
