package io.millrace.client;

import io.millrace.protocol.TopicName;
import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The records of one fetch of one partition. Each batch's checksum is checked before its records
 * are given out. Owned by one thread.
 */
public final class FetchedRecords implements Iterable<ConsumedRecord> {
    private final TopicName topic;
    private final int partition;
    private final long from;
    private final long since;
    private final ByteBuffer batches;
    private final int maxBatchBytes;
    private final long nextOffset;
    private final long highWatermark;

    FetchedRecords(
            TopicName topic,
            int partition,
            long from,
            long since,
            ByteBuffer batches,
            int maxBatchBytes,
            long nextOffset,
            long highWatermark) {
        this.topic = topic;
        this.partition = partition;
        this.from = from;
        this.since = since;
        this.batches = batches;
        this.maxBatchBytes = maxBatchBytes;
        this.nextOffset = nextOffset;
        this.highWatermark = highWatermark;
    }

    public TopicName topic() {
        return topic;
    }

    public int partition() {
        return partition;
    }

    /** Where the next fetch begins: what to remember in order to go on from here. */
    public long nextOffset() {
        return nextOffset;
    }

    /** The end of what could be read at the time of the fetch. */
    public long highWatermark() {
        return highWatermark;
    }

    /** As fetched, in bytes. */
    public int sizeInBytes() {
        return batches.remaining();
    }

    /**
     * Gives each record to the visitor as a cursor that stands on it: no object and no copy for a
     * record, but nothing may be kept of it beyond the call.
     *
     * @throws InvalidBatchException if a batch is damaged
     */
    public void visit(Consumer<RecordCursor> visitor) {
        int position = batches.position();
        boolean reached = since == Long.MIN_VALUE;
        while (position < batches.limit()) {
            RecordBatch batch = RecordBatch.at(batches, position);
            position += batch.sizeInBytes();
            batch.verify();
            if (batch.isControl()) {
                continue;
            }
            RecordCursor records = batch.records(maxBatchBytes);
            while (records.next()) {
                // The first batch may begin before what was asked for.
                reached = reached || records.timestamp() >= since;
                if (reached && records.offset() >= from) {
                    visitor.accept(records);
                }
            }
        }
    }

    /**
     * The records as objects.
     *
     * @throws InvalidBatchException if a batch is damaged
     */
    public List<ConsumedRecord> records() {
        List<ConsumedRecord> records = new ArrayList<>();
        visit(
                r ->
                        records.add(
                                new ConsumedRecord(
                                        topic,
                                        partition,
                                        r.offset(),
                                        r.timestamp(),
                                        r.keyBytes(),
                                        r.valueBytes(),
                                        r.headers())));
        return records;
    }

    @Override
    public Iterator<ConsumedRecord> iterator() {
        return records().iterator();
    }
}
