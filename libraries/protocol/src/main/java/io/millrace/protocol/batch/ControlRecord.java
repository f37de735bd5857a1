package io.millrace.protocol.batch;

import io.millrace.protocol.batch.InvalidBatchException.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A note of the log's own, in a control batch of one record. Kafka's clients skip control batches,
 * whatever their type.
 */
public sealed interface ControlRecord permits EpochStart, RequestMark, UnknownControl {
    /** The version of the key: two bytes of it, two of the type. */
    short KEY_VERSION = 0;

    /** Kafka's number of the type, or ours. */
    short type();

    /** The value of the control record. */
    ByteBuffer encodeValue();

    /** A whole control batch, to be appended like any other. */
    default ByteBuffer encode(long timestampMs) {
        ByteBuffer key = ByteBuffer.allocate(4).putShort(KEY_VERSION).putShort(type()).flip();
        return new RecordBatchBuilder(Compression.NONE, 256)
                .control()
                .append(timestampMs, key, encodeValue(), List.of())
                .build();
    }

    /**
     * What a control batch says.
     *
     * @throws InvalidBatchException if it is no control batch, or malformed
     */
    static ControlRecord decode(RecordBatch batch) {
        if (!batch.isControl()) {
            throw new InvalidBatchException(Reason.HEADER, "Not a control batch");
        }
        RecordCursor records = batch.records(batch.sizeInBytes());
        if (!records.next()) {
            throw new InvalidBatchException(Reason.RECORD, "An empty control batch");
        }
        ByteBuffer key = records.key();
        ByteBuffer value = records.value();
        if (key == null || key.remaining() < 4 || value == null) {
            throw new InvalidBatchException(Reason.RECORD, "A control record without a type");
        }
        short type = key.getShort(2);
        try {
            return switch (type) {
                case EpochStart.TYPE -> EpochStart.decodeValue(value);
                case RequestMark.TYPE -> RequestMark.decodeValue(value);
                default -> new UnknownControl(type);
            };
        } catch (ArithmeticException | BufferUnderflowException | IllegalArgumentException e) {
            throw new InvalidBatchException(
                    Reason.RECORD, "A malformed control record of type " + type, e);
        }
    }
}
