package io.millrace.broker.http.produce;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordBatchBuilder;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a client's record batch must be before it may lie in a log. */
final class RawBatchCheck {
    /** A batch may not blow up to more than this in any reader's memory. */
    private static final int DECOMPRESSED_BYTES_MAX = 16 << 20;

    private RawBatchCheck() {}

    /**
     * Cuts the bytes into batches and checks each; nothing is copied unless the topic's compression
     * asks for another form.
     *
     * @throws io.millrace.protocol.MillraceException with {@code corrupt_record}, {@code
     *     invalid_record}, {@code record_too_large} or {@code key_required}
     */
    static List<ByteBuffer> batches(ByteBuffer bytes, ProduceTarget target) {
        List<ByteBuffer> batches = new ArrayList<>();
        int at = bytes.position();
        try {
            while (at < bytes.limit()) {
                RecordBatch batch = RecordBatch.at(bytes, at);
                check(batch, target);
                batches.add(asStored(batch, target));
                at += batch.sizeInBytes();
            }
        } catch (InvalidBatchException e) {
            throw refusal(ErrorCode.CORRUPT_RECORD, "At byte " + at + ": " + e.getMessage());
        }
        if (batches.isEmpty()) {
            throw refusal(ErrorCode.INVALID_RECORD, "The body has no record batch");
        }
        return batches;
    }

    private static void check(RecordBatch batch, ProduceTarget target) {
        int max = target.config().maxMessageBytes();
        if (batch.sizeInBytes() > max) {
            throw Problem.notAppended(
                            ErrorCode.RECORD_TOO_LARGE,
                            "A batch has " + batch.sizeInBytes() + " bytes, the topic takes " + max)
                    .with("max_bytes", max)
                    .asException();
        }
        if (batch.isControl() || batch.isTransactional()) {
            throw refusal(ErrorCode.INVALID_RECORD, "A client's batch is plain data");
        }
        batch.verify();
        batch.verifyRecords(DECOMPRESSED_BYTES_MAX);
        if (target.config().isCompacted()) {
            RecordCursor records = batch.records(DECOMPRESSED_BYTES_MAX);
            while (records.next()) {
                if (records.keySize() < 0) {
                    throw refusal(
                            ErrorCode.KEY_REQUIRED, "The topic is compacted: a record needs a key");
                }
            }
        }
    }

    private static ByteBuffer asStored(RecordBatch batch, ProduceTarget target) {
        String wanted = target.config().compressionType();
        Compression stored = target.compression();
        if (wanted.equals("producer") || batch.compression() == stored) {
            return batch.buffer();
        }
        RecordBatchBuilder builder = new RecordBatchBuilder(stored, batch.sizeInBytes());
        if (batch.hasProducer()) {
            builder.producer(batch.producerId(), batch.producerEpoch(), batch.baseSequence());
        }
        RecordCursor records = batch.records(DECOMPRESSED_BYTES_MAX);
        while (records.next()) {
            builder.append(records.timestamp(), records.key(), records.value(), records.headers());
        }
        return builder.build();
    }

    private static RuntimeException refusal(ErrorCode code, String detail) {
        return Problem.notAppended(code, detail).asException();
    }
}
