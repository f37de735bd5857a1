package io.millrace.broker.partition;

import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RequestMark;
import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the loop. Handed over to the loop when submitted; answered exactly
 * once, by the loop.
 */
final class AppendTask {
    private final ProduceRequest request;
    private final @Nullable RecordBatch data;
    private final @Nullable ByteBuffer markBytes;
    private final int sizeInBytes;
    private final ProduceBudget budget;
    private final CompletableFuture<ProduceOutcome> answer = new CompletableFuture<>();
    private boolean bytesGiven;
    private boolean waited;

    /**
     * @throws IllegalArgumentException if the request is not one data batch with its own mark: the
     *     edge has to check before
     */
    AppendTask(ProduceRequest request, ProduceBudget budget, long nowMs) {
        this.request = request;
        this.budget = budget;
        RequestMark mark = request.mark().orElse(null);
        ByteBuffer bytes = request.batch();
        data = bytes.hasRemaining() ? RecordBatch.at(bytes, bytes.position()) : null;
        int records = data == null ? 0 : data.recordCount();
        if (data == null
                ? mark == null
                : data.sizeInBytes() != bytes.remaining() || data.isControl() || records < 1) {
            throw new IllegalArgumentException("a request carries exactly one whole data batch");
        }
        if (mark != null && mark.records() != records) {
            throw new IllegalArgumentException(
                    "a mark for " + mark.records() + " records beside " + records);
        }
        markBytes = mark == null ? null : mark.encode(nowMs);
        sizeInBytes = bytes.remaining() + (markBytes == null ? 0 : markBytes.remaining());
    }

    ProduceRequest request() {
        return request;
    }

    Acks acks() {
        return request.acks();
    }

    /** Null if the request is only a mark. */
    @Nullable RecordBatch data() {
        return data;
    }

    int sizeInBytes() {
        return sizeInBytes;
    }

    int recordCount() {
        return data == null ? 0 : data.recordCount();
    }

    /**
     * What tells two requests of one producer, or of one key; null if nothing is remembered of it.
     */
    @Nullable Object producer() {
        if (request.mark().isPresent()) {
            return request.mark().get().identity();
        }
        return request.raw() && data != null && data.hasProducer() ? data.producerId() : null;
    }

    /** Whether this is the batch that the same producer's sequence has after {@code before}. */
    boolean follows(AppendTask before) {
        RecordBatch mine = data;
        RecordBatch others = before.data;
        return request.mark().isEmpty()
                && before.request.mark().isEmpty()
                && mine != null
                && others != null
                && mine.producerId() == others.producerId()
                && mine.producerEpoch() == others.producerEpoch()
                && mine.baseSequence() == RecordBatch.sequenceAfter(others.lastSequence(), 1);
    }

    /** Whether it was already let wait for its predecessor. */
    boolean hasWaited() {
        return waited;
    }

    void waits() {
        waited = true;
    }

    /** How many offsets the mark takes. */
    int markOffsets() {
        return markBytes == null ? 0 : 1;
    }

    /** How many offsets mark and data take. */
    long offsets() {
        return markOffsets() + (data == null ? 0 : data.lastOffsetDelta() + 1L);
    }

    /** Copies mark and data behind one another; the request's own buffer stays as it is. */
    void writeTo(ByteBuffer target) {
        if (markBytes != null) {
            target.put(markBytes.duplicate());
        }
        target.put(request.batch().duplicate());
    }

    CompletableFuture<ProduceOutcome> answer() {
        return answer;
    }

    /**
     * The bytes are in the log: their room is free for others, though the answer may have to wait.
     */
    void written() {
        bytesGiven = true;
        budget.giveBytes(sizeInBytes);
    }

    /** Answers; what was answered before stays so. */
    void complete(ProduceOutcome outcome) {
        if (answer.isDone()) {
            return;
        }
        if (!bytesGiven) {
            written();
        }
        budget.giveRequest();
        answer.complete(outcome);
    }
}
