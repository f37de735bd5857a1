package io.millrace.broker.forward.wire;

import io.millrace.broker.partition.ProduceRequest;
import io.millrace.protocol.batch.RequestMark;
import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A {@link ProduceRequest} without its batch. */
record BatchHead(
        int sizeInBytes, Optional<RequestMark> mark, boolean contiguous, Acks acks, boolean raw) {

    static BatchHead of(ProduceRequest request) {
        return new BatchHead(
                request.batch().remaining(),
                request.mark(),
                request.contiguous(),
                request.acks(),
                request.raw());
    }

    ProduceRequest with(ByteBuffer batch) {
        return new ProduceRequest(batch, mark, contiguous, acks, raw);
    }
}
