package io.millrace.protocol.batch;

import static io.millrace.protocol.batch.BatchLayout.ATTRIBUTES;
import static io.millrace.protocol.batch.BatchLayout.BASE_TIMESTAMP;
import static io.millrace.protocol.batch.BatchLayout.BEFORE_LENGTH_COUNTS;
import static io.millrace.protocol.batch.BatchLayout.CRC;
import static io.millrace.protocol.batch.BatchLayout.DELETE_HORIZON;
import static io.millrace.protocol.batch.BatchLayout.LENGTH;
import static io.millrace.protocol.batch.BatchLayout.MAX_TIMESTAMP;
import static io.millrace.protocol.batch.BatchLayout.RECORDS;
import static io.millrace.protocol.batch.BatchLayout.RECORD_COUNT;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Takes records out of a batch, as compaction does. What stays keeps its offset, its timestamp and
 * its bytes; the batch keeps its first and last offset, leader epoch, producer fields and
 * compression, and gets holes.
 */
public final class BatchFilter {
    private static final long NO_TIMESTAMP = -1;

    private BatchFilter() {}

    /**
     * The batch without some of its records; the batch's own bytes if nothing changes.
     *
     * @param keep asked once for each record, in order
     * @param deleteHorizonMs set it in the batch, which moves the base of the timestamps there;
     *     empty: leave it as it is
     * @param maxDecompressedBytes as for {@link RecordBatch#records}
     * @throws InvalidBatchException if the records can't be read
     */
    public static ByteBuffer filter(
            RecordBatch batch,
            Predicate<RecordCursor> keep,
            OptionalLong deleteHorizonMs,
            int maxDecompressedBytes) {
        RecordCursor records = batch.records(maxDecompressedBytes);
        RecordWriter kept = new RecordWriter(batch.sizeInBytes());
        long baseTimestamp = deleteHorizonMs.orElse(batch.baseTimestamp());
        long shift = batch.baseTimestamp() - baseTimestamp;
        long maxTimestamp = NO_TIMESTAMP;
        int count = 0;
        while (records.next()) {
            if (keep.test(records)) {
                copy(records.encoded(), shift, kept);
                maxTimestamp =
                        count == 0
                                ? records.timestamp()
                                : Math.max(maxTimestamp, records.timestamp());
                count++;
            }
        }
        if (count == batch.recordCount() && deleteHorizonMs.isEmpty()) {
            return batch.buffer();
        }
        if (count == 0) {
            return empty(batch);
        }
        ByteBuffer filtered = Compressor.compress(batch.compression(), kept.bytes(), kept.size());
        int horizon = deleteHorizonMs.isPresent() ? DELETE_HORIZON : 0;
        int attributes = batch.attributes() | horizon;
        return finish(batch, filtered, attributes, baseTimestamp, maxTimestamp, count);
    }

    /** The batch's header alone: no record, but the same offsets, epochs and producer. */
    public static ByteBuffer empty(RecordBatch batch) {
        int attributes = batch.attributes() & ~DELETE_HORIZON;
        return finish(
                batch, ByteBuffer.allocate(RECORDS), attributes, NO_TIMESTAMP, NO_TIMESTAMP, 0);
    }

    private static ByteBuffer finish(
            RecordBatch batch,
            ByteBuffer target,
            int attributes,
            long baseTimestamp,
            long maxTimestamp,
            int count) {
        target.put(0, batch.buffer(), 0, RECORDS);
        target.putInt(LENGTH, target.limit() - BEFORE_LENGTH_COUNTS);
        target.putShort(ATTRIBUTES, (short) attributes);
        target.putLong(BASE_TIMESTAMP, baseTimestamp);
        target.putLong(MAX_TIMESTAMP, maxTimestamp);
        target.putInt(RECORD_COUNT, count);
        CRC32C crc = new CRC32C();
        crc.update(target.slice(ATTRIBUTES, target.limit() - ATTRIBUTES));
        return target.putInt(CRC, (int) crc.getValue());
    }

    private static void copy(ByteBuffer encoded, long shift, RecordWriter target) {
        if (shift == 0) {
            target.raw(encoded);
            return;
        }
        long length = Varint.read(encoded);
        byte attributes = encoded.get();
        int from = encoded.position();
        long delta = Varint.read(encoded);
        long shifted = delta + shift;
        long moved = length - (encoded.position() - from) + Varint.size(shifted);
        byte[] head = new byte[16];
        int at = Varint.write(moved, head, 0);
        head[at++] = attributes;
        at = Varint.write(shifted, head, at);
        target.raw(ByteBuffer.wrap(head, 0, at));
        target.raw(encoded.slice());
    }
}
