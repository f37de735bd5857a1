package io.millrace.broker.partition;

import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RequestMark;
import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One batch for one partition.
 *
 * @param batch exactly one whole data batch (Kafka v2), from position to limit, whose CRC has been
 *     checked; never a control batch. It must not change until the answer is there. Of several
 *     batches each is a request of its own: what one thread submits is appended in that order, and
 *     shares a flush. Empty only beside a mark with 0 records: a key whose records all go
 *     elsewhere.
 * @param mark what makes an HTTP request idempotent; appended with the batch, directly before it
 * @param contiguous for a mark with a sequence number: whether this partition sees all numbers of
 *     the producer (the topic has one partition, or the request names the partition), so that a
 *     hole is an error; otherwise they must only rise
 * @param acks what the answer waits for
 * @param raw whether the batch came from the client as it is: its own producer id, epoch and
 *     sequence, if it has them, are then checked
 */
public record ProduceRequest(
        ByteBuffer batch, Optional<RequestMark> mark, boolean contiguous, Acks acks, boolean raw) {

    /** A batch that the broker has built of records without a sequence. */
    public static ProduceRequest of(ByteBuffer batch, Acks acks) {
        return new ProduceRequest(batch, Optional.empty(), false, acks, false);
    }

    /**
     * Whether the partition knows it again, so that it may be sent once more when nobody can tell
     * what became of it.
     */
    public boolean isRepeatable() {
        return mark.isPresent()
                || (raw
                        && batch.hasRemaining()
                        && RecordBatch.at(batch, batch.position()).hasProducer());
    }

    /** A batch as the client has sent it, checked. */
    public static ProduceRequest raw(ByteBuffer batch, Acks acks) {
        return new ProduceRequest(batch, Optional.empty(), false, acks, true);
    }

    /** A batch that the broker has built of a request with a sequence number or key. */
    public static ProduceRequest marked(
            ByteBuffer batch, RequestMark mark, boolean contiguous, Acks acks) {
        return new ProduceRequest(batch, Optional.of(mark), contiguous, acks, false);
    }
}
