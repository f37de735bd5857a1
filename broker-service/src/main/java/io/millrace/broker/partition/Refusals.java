package io.millrace.broker.partition;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;

/** The refusals of one partition, each with what a client needs to act on it. */
record Refusals(PartitionId id, String topic) {

    Problem resting(Role.Resting why) {
        return Problem.of(why.code(), about(why.detail()));
    }

    Problem queueFull() {
        return Problem.notAppended(
                ErrorCode.OVERLOADED,
                about("too much waits to be appended to it; nothing of this request was"));
    }

    Problem storageFull() {
        return Problem.notAppended(
                ErrorCode.STORAGE_FULL, about("the disk has reached its reserve"));
    }

    /**
     * The log broke.
     *
     * @param notAppended whether it is sure that nothing of the request is in it
     */
    Problem logFailed(boolean notAppended) {
        String detail = about("its log has failed; the broker's log tells why");
        return notAppended
                ? Problem.notAppended(ErrorCode.LOG_FAILED, detail)
                : Problem.unknownOutcome(ErrorCode.LOG_FAILED, detail);
    }

    Problem notEnoughReplicas(int inSync, int minimum) {
        return Problem.notAppended(
                        ErrorCode.NOT_ENOUGH_REPLICAS,
                        about(inSync + " in sync, min.insync.replicas is " + minimum))
                .with("in_sync_replicas", inSync)
                .with("min_insync_replicas", minimum);
    }

    Problem sequenceGap(long expected) {
        return Problem.notAppended(
                        ErrorCode.PRODUCER_SEQUENCE_GAP,
                        about("the next sequence number it expects is " + expected))
                .with("expected_seq", expected);
    }

    Problem staleProducerEpoch(int current) {
        return Problem.notAppended(
                        ErrorCode.STALE_PRODUCER_EPOCH,
                        about("the producer's epoch is now " + current))
                .with("current_epoch", current);
    }

    Problem keyReuse() {
        return Problem.notAppended(
                ErrorCode.IDEMPOTENCY_KEY_REUSE,
                about("the idempotency key was used for another request"));
    }

    Problem belowStart(long offset, Offsets offsets) {
        return withRange(
                ErrorCode.OFFSET_OUT_OF_RANGE,
                "offset "
                        + offset
                        + " is older than the log, which begins at "
                        + offsets.logStart(),
                offsets);
    }

    Problem beyondEnd(long offset, Offsets offsets) {
        return withRange(
                ErrorCode.OFFSET_BEYOND_END,
                "offset " + offset + " is beyond the end, " + offsets.highWatermark(),
                offsets);
    }

    Problem truncated(long offset, int lastFetchedEpoch, long epochEnd, Offsets offsets) {
        return withRange(
                        ErrorCode.LOG_TRUNCATED,
                        "the log was truncated: epoch "
                                + lastFetchedEpoch
                                + " ends at "
                                + epochEnd
                                + ", before offset "
                                + offset,
                        offsets)
                .with("end_offset", epochEnd);
    }

    Problem corrupt(long offset) {
        return Problem.of(
                        ErrorCode.CORRUPT_RECORD,
                        about("what is stored at offset " + offset + " is damaged"))
                .with("status", 500) // Not the reader's fault, as it is the producer's.
                .with("topic", topic)
                .with("partition", id.partition())
                .with("offset", offset);
    }

    private Problem withRange(ErrorCode code, String detail, Offsets offsets) {
        return Problem.of(code, about(detail))
                .with("log_start_offset", offsets.logStart())
                .with("high_watermark", offsets.highWatermark());
    }

    private String about(String detail) {
        return "Topic " + topic + ", partition " + id.partition() + ": " + detail + ".";
    }
}
