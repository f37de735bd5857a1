package io.millrace.protocol.batch;

import static io.millrace.protocol.batch.BatchLayout.APPEND_TIME;
import static io.millrace.protocol.batch.BatchLayout.ATTRIBUTES;
import static io.millrace.protocol.batch.BatchLayout.BASE_OFFSET;
import static io.millrace.protocol.batch.BatchLayout.BASE_SEQUENCE;
import static io.millrace.protocol.batch.BatchLayout.BASE_TIMESTAMP;
import static io.millrace.protocol.batch.BatchLayout.BEFORE_LENGTH_COUNTS;
import static io.millrace.protocol.batch.BatchLayout.CONTROL;
import static io.millrace.protocol.batch.BatchLayout.CRC;
import static io.millrace.protocol.batch.BatchLayout.DELETE_HORIZON;
import static io.millrace.protocol.batch.BatchLayout.LAST_OFFSET_DELTA;
import static io.millrace.protocol.batch.BatchLayout.LEADER_EPOCH;
import static io.millrace.protocol.batch.BatchLayout.LENGTH;
import static io.millrace.protocol.batch.BatchLayout.MAGIC;
import static io.millrace.protocol.batch.BatchLayout.MAGIC_V2;
import static io.millrace.protocol.batch.BatchLayout.MAX_TIMESTAMP;
import static io.millrace.protocol.batch.BatchLayout.PRODUCER_EPOCH;
import static io.millrace.protocol.batch.BatchLayout.PRODUCER_ID;
import static io.millrace.protocol.batch.BatchLayout.RECORDS;
import static io.millrace.protocol.batch.BatchLayout.RECORD_COUNT;
import static io.millrace.protocol.batch.BatchLayout.TRANSACTIONAL;

import io.millrace.protocol.batch.InvalidBatchException.Reason;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * A view of one record batch (Kafka's format v2) in a buffer, without a copy. Safe for any number
 * of reading threads as long as nobody writes to the buffer; {@link #assign} and the stamps do, and
 * belong to the one owner of a batch that is not yet shared.
 */
public final class RecordBatch {
    public static final int HEADER_BYTES = RECORDS;
    public static final long NO_PRODUCER_ID = -1;
    public static final short NO_PRODUCER_EPOCH = -1;
    public static final int NO_SEQUENCE = -1;
    public static final int NO_LEADER_EPOCH = -1;

    private final ByteBuffer batch;

    private RecordBatch(ByteBuffer batch) {
        this.batch = batch;
    }

    /**
     * How many bytes the batch at this place has, by its length field, which may be more than the
     * buffer holds; -1 if fewer than the 12 bytes are there that tell it.
     *
     * @throws InvalidBatchException if the length is impossible
     */
    public static int sizeAt(ByteBuffer buffer, int position) {
        if (buffer.limit() - position < BEFORE_LENGTH_COUNTS) {
            return -1;
        }
        int length = buffer.getInt(position + LENGTH);
        if (length < RECORDS - BEFORE_LENGTH_COUNTS
                || length > Integer.MAX_VALUE - BEFORE_LENGTH_COUNTS) {
            throw new InvalidBatchException(Reason.LENGTH, "A batch can't have length " + length);
        }
        return length + BEFORE_LENGTH_COUNTS;
    }

    /**
     * The batch at this place of a big-endian buffer. Looks at length and magic only: {@link
     * #verify} checks the rest.
     *
     * @throws InvalidBatchException if there is no whole batch of version 2
     */
    public static RecordBatch at(ByteBuffer buffer, int position) {
        int there = buffer.limit() - position;
        if (there < RECORDS) {
            throw new InvalidBatchException(
                    Reason.TRUNCATED,
                    "A batch header has 61 bytes, but only " + there + " are there");
        }
        byte magic = buffer.get(position + MAGIC);
        if (magic != MAGIC_V2) {
            throw new InvalidBatchException(
                    Reason.MAGIC, "The batch has format version " + magic + ", not 2");
        }
        int size = sizeAt(buffer, position);
        if (there < size) {
            throw new InvalidBatchException(
                    Reason.TRUNCATED,
                    "The batch has " + size + " bytes, but only " + there + " are there");
        }
        return new RecordBatch(buffer.slice(position, size));
    }

    /** The sequence number so many after another; they wrap at 2^31 to 0, as Kafka's do. */
    public static int sequenceAfter(int sequence, int count) {
        return sequence > Integer.MAX_VALUE - count
                ? count - (Integer.MAX_VALUE - sequence) - 1
                : sequence + count;
    }

    /** Whether a sequence number is ahead of another, by less than half of the round. */
    public static boolean isSequenceAfter(int sequence, int other) {
        int ahead = (sequence - other) & Integer.MAX_VALUE;
        return ahead != 0 && ahead < 1 << 30;
    }

    public long baseOffset() {
        return batch.getLong(BASE_OFFSET);
    }

    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    public long nextOffset() {
        return lastOffset() + 1;
    }

    /** Header and records. */
    public int sizeInBytes() {
        return batch.capacity();
    }

    /** Of the leader that appended it; -1 before. */
    public int leaderEpoch() {
        return batch.getInt(LEADER_EPOCH);
    }

    /** The checksum as it stands in the header. */
    public int crc() {
        return batch.getInt(CRC);
    }

    public short attributes() {
        return batch.getShort(ATTRIBUTES);
    }

    public int lastOffsetDelta() {
        return batch.getInt(LAST_OFFSET_DELTA);
    }

    /** Milliseconds since 1970; what the records' timestamps are counted from. */
    public long baseTimestamp() {
        return batch.getLong(BASE_TIMESTAMP);
    }

    /** The largest timestamp of a record, or the append time of all of them. */
    public long maxTimestamp() {
        return batch.getLong(MAX_TIMESTAMP);
    }

    /** -1 if its producer did not ask for idempotence. */
    public long producerId() {
        return batch.getLong(PRODUCER_ID);
    }

    public short producerEpoch() {
        return batch.getShort(PRODUCER_EPOCH);
    }

    /** The sequence number of the first record; -1 if there is none. */
    public int baseSequence() {
        return batch.getInt(BASE_SEQUENCE);
    }

    /** The sequence number of the last record; -1 if there is none. */
    public int lastSequence() {
        int base = baseSequence();
        return base == NO_SEQUENCE ? NO_SEQUENCE : sequenceAfter(base, lastOffsetDelta());
    }

    public int recordCount() {
        return batch.getInt(RECORD_COUNT);
    }

    /**
     * @throws InvalidBatchException if the number has no meaning
     */
    public Compression compression() {
        return Compression.fromAttributes(attributes());
    }

    /** Whether its records are the log's own notes, which no consumer sees. */
    public boolean isControl() {
        return (attributes() & CONTROL) != 0;
    }

    public boolean isTransactional() {
        return (attributes() & TRANSACTIONAL) != 0;
    }

    /** Whether {@link #maxTimestamp} is the append time and counts for every record. */
    public boolean isAppendTime() {
        return (attributes() & APPEND_TIME) != 0;
    }

    public boolean hasProducer() {
        return producerId() != NO_PRODUCER_ID;
    }

    /** When compaction may drop the batch's tombstones, if it has said so yet. */
    public OptionalLong deleteHorizonMs() {
        return (attributes() & DELETE_HORIZON) == 0
                ? OptionalLong.empty()
                : OptionalLong.of(baseTimestamp());
    }

    public boolean crcMatches() {
        return crc() == computeCrc();
    }

    /**
     * Checks the checksum and that the header's fields can be true together. It does not look into
     * the records: a cursor does.
     */
    public void verify() {
        if (!crcMatches()) {
            throw new InvalidBatchException(
                    Reason.CRC,
                    "The batch's checksum is "
                            + Integer.toHexString(crc())
                            + ", but its bytes give "
                            + Integer.toHexString(computeCrc()));
        }
        BatchChecks.header(this);
    }

    /**
     * Walks all records, and demands offsets without holes, as producers send them.
     *
     * @param maxDecompressedBytes as for {@link #records}
     * @throws InvalidBatchException if a record is malformed or the counts are wrong
     */
    public void verifyRecords(int maxDecompressedBytes) {
        BatchChecks.dense(this, maxDecompressedBytes);
    }

    /** Writes offset and epoch in place. The checksum does not cover them. */
    public void assign(long baseOffset, int leaderEpoch) {
        batch.putLong(BASE_OFFSET, baseOffset);
        batch.putInt(LEADER_EPOCH, leaderEpoch);
    }

    /** Writes the append time in place as the time of all records, and the new checksum. */
    public void stampAppendTime(long timestampMs) {
        batch.putShort(ATTRIBUTES, (short) (attributes() | APPEND_TIME));
        batch.putLong(MAX_TIMESTAMP, timestampMs);
        batch.putInt(CRC, computeCrc());
    }

    /** Writes in place whose batch it is, and the new checksum. */
    public void stampProducer(long producerId, short producerEpoch, int baseSequence) {
        batch.putLong(PRODUCER_ID, producerId);
        batch.putShort(PRODUCER_EPOCH, producerEpoch);
        batch.putInt(BASE_SEQUENCE, baseSequence);
        batch.putInt(CRC, computeCrc());
    }

    /** Exactly this batch, from position 0 to its end. Shares the bytes; writes go through. */
    public ByteBuffer buffer() {
        return batch.duplicate();
    }

    /**
     * The records, decompressed if need be. Uncompressed records are not copied.
     *
     * @param maxDecompressedBytes no more memory than this is taken for decompressed records
     * @throws InvalidBatchException if they can't be decompressed, or not within the limit
     */
    public RecordCursor records(int maxDecompressedBytes) {
        ByteBuffer body = batch.slice(RECORDS, batch.capacity() - RECORDS);
        Compression compression = compression();
        if (compression == Compression.NONE || recordCount() == 0) {
            return new RecordCursor(this, body);
        }
        return new RecordCursor(
                this, Decompressor.decompress(compression, body, maxDecompressedBytes));
    }

    @Override
    public String toString() {
        return "RecordBatch[offsets "
                + baseOffset()
                + " to "
                + lastOffset()
                + ", epoch "
                + leaderEpoch()
                + ", "
                + recordCount()
                + " records, "
                + sizeInBytes()
                + " bytes]";
    }

    private int computeCrc() {
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(ATTRIBUTES, batch.capacity() - ATTRIBUTES));
        return (int) crc.getValue();
    }
}
