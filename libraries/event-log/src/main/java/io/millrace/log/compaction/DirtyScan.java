package io.millrace.log.compaction;

import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;

/** Owned by one cleaning: enters the keys of batches into the map of latest offsets, in order. */
final class DirtyScan {
    private final OffsetMap latestOffsets;
    private final int decompressedBytesMax;

    DirtyScan(OffsetMap latestOffsets, int decompressedBytesMax) {
        this.latestOffsets = latestOffsets;
        this.decompressedBytesMax = decompressedBytesMax;
    }

    /**
     * False if the map is full: the cleaning has to end before this batch. Those of its keys that
     * are in the map by then do no harm, since the batch stays as a whole.
     */
    boolean add(RecordBatch batch) {
        if (batch.isControl() || !isReadable(batch)) {
            return true;
        }
        RecordCursor records = batch.records(decompressedBytesMax);
        while (records.next()) {
            ByteBuffer key = records.key();
            if (key != null && !latestOffsets.put(key, records.offset())) {
                return false;
            }
        }
        return true;
    }

    /** To the last record: one that can't be read must not take the place of one that can. */
    private boolean isReadable(RecordBatch batch) {
        try {
            RecordCursor records = batch.records(decompressedBytesMax);
            while (records.next()) {
                // Each step checks one record.
            }
            return true;
        } catch (InvalidBatchException e) {
            return false;
        }
    }
}
