package io.millrace.fault.workload;

import io.millrace.client.FetchedRecords;
import io.millrace.fault.history.Records;
import java.nio.ByteBuffer;

/** Numbers as records, and back. */
final class Values {
    /** In place of what is no number, and which nobody has sent. */
    private static final long GARBAGE = -1;

    private Values() {}

    static byte[] encode(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    /**
     * @throws io.millrace.protocol.batch.InvalidBatchException if a batch is damaged
     */
    static Records decode(FetchedRecords fetched) {
        Records.Builder records = Records.builder();
        fetched.visit(
                record -> {
                    byte[] bytes = record.valueBytes();
                    boolean isNumber = bytes != null && bytes.length == Long.BYTES;
                    records.add(
                            record.offset(), isNumber ? ByteBuffer.wrap(bytes).getLong() : GARBAGE);
                });
        return records.build();
    }
}
