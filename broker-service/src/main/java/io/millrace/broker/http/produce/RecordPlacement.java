package io.millrace.broker.http.produce;

import io.millrace.broker.http.json.Envelope;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Partitioner;
import io.millrace.protocol.Problem;
import java.util.Optional;

/**
 * Decides whether a record may be stored and in which partition. Owned by one request.
 *
 * @param keyless the partition of records that have no key and name none
 */
record RecordPlacement(ProduceTarget target, int keyless) {
    /** Room for the format's own bytes in the limit that Kafka sets for batches. */
    private static final int FORMAT_BYTES = 12;

    /** Why the record can't be stored, if so. */
    Optional<Problem> objection(Envelope record) {
        int max = target.config().maxMessageBytes() - FORMAT_BYTES;
        if (record.payloadBytes() > max) {
            return Optional.of(
                    Problem.notAppended(
                                    ErrorCode.RECORD_TOO_LARGE,
                                    "The record has "
                                            + record.payloadBytes()
                                            + " bytes, the topic takes "
                                            + max)
                            .with("max_bytes", max));
        }
        if (record.key() == null && target.config().isCompacted()) {
            return Optional.of(
                    Problem.notAppended(
                            ErrorCode.KEY_REQUIRED,
                            "The topic is compacted: a record needs a key"));
        }
        int wanted = record.partition();
        if (wanted == Envelope.UNSET) {
            return Optional.empty();
        }
        if (wanted >= target.partitions()) {
            return Optional.of(
                    Problem.notAppended(
                                    ErrorCode.PARTITION_NOT_FOUND,
                                    "There are " + target.partitions() + " partitions")
                            .with("partition", wanted));
        }
        if (target.fixedPartition().orElse(wanted) != wanted) {
            return Optional.of(
                    Problem.notAppended(
                                    ErrorCode.INVALID_REQUEST,
                                    "The path names another partition than the record")
                            .with("partition", wanted));
        }
        return Optional.empty();
    }

    /** The partition of a record that is without objection. */
    int partitionOf(Envelope record) {
        if (target.fixedPartition().isPresent()) {
            return target.fixedPartition().getAsInt();
        }
        if (record.partition() != Envelope.UNSET) {
            return record.partition();
        }
        var key = record.key();
        return key == null ? keyless : Partitioner.partitionFor(key, target.partitions());
    }
}
