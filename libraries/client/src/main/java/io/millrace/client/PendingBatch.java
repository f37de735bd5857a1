package io.millrace.client;

import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordBatchBuilder;
import io.millrace.protocol.control.ProducerGrant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A batch from its first record to its acknowledgement. Owned by its partition's queue. */
final class PendingBatch {
    private final RecordBatchBuilder builder;
    private final List<Delivery> deliveries = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final int reservedBytes;
    private final long openedNanos;
    private @Nullable ByteBuffer bytes;
    private ProducerGrant grant = new ProducerGrant(-1, (short) -1);
    private int baseSequence;
    private boolean outcomeUnknown;

    /** In the order of opening, which is the order of sequences. */
    private long order;

    PendingBatch(ProducerConfig config, int reservedBytes, long openedNanos) {
        this.builder = new RecordBatchBuilder(config.compression(), reservedBytes);
        this.reservedBytes = reservedBytes;
        this.openedNanos = openedNanos;
    }

    boolean hasRoomFor(int size, int batchBytes) {
        return deliveries.isEmpty() || builder.estimatedBytes() + size <= batchBytes;
    }

    void append(ProducerRecord record, long timestamp, Delivery delivery) {
        builder.append(timestamp, record.key(), record.value(), record.headers());
        deliveries.add(delivery);
    }

    int recordCount() {
        return deliveries.size();
    }

    int estimatedBytes() {
        return builder.estimatedBytes();
    }

    int reservedBytes() {
        return reservedBytes;
    }

    long openedNanos() {
        return openedNanos;
    }

    long order() {
        return order;
    }

    void order(long number) {
        order = number;
    }

    boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }

    void outcomeUnknown(boolean unknown) {
        outcomeUnknown = unknown;
    }

    int baseSequence() {
        return baseSequence;
    }

    /** Gives the batch its place in the producer's sequence, again if it was not appended there. */
    void sequence(ProducerGrant newGrant, int newBaseSequence) {
        if (bytes != null && !(newGrant.equals(grant) && newBaseSequence == baseSequence)) {
            RecordBatch.at(bytes, 0)
                    .stampProducer(newGrant.producerId(), newGrant.epoch(), newBaseSequence);
        }
        grant = newGrant;
        baseSequence = newBaseSequence;
    }

    /** The batch as it is sent; built at the first call. */
    ByteBuffer bytes() {
        ByteBuffer built = bytes;
        if (built == null) {
            built = builder.producer(grant.producerId(), grant.epoch(), baseSequence).build();
            bytes = built;
        }
        return built.duplicate();
    }

    void acknowledge(TopicName topic, int partition, long baseOffset, boolean duplicate) {
        for (int i = 0; i < deliveries.size(); i++) {
            Delivery delivery = deliveries.get(i);
            RecordReceipt receipt = new RecordReceipt(topic, partition, baseOffset + i, duplicate);
            tell(() -> delivery.acknowledged(receipt));
        }
        done.countDown();
    }

    void fail(Problem problem) {
        for (Delivery delivery : deliveries) {
            tell(() -> delivery.failed(problem));
        }
        done.countDown();
    }

    void awaitDone() throws InterruptedException {
        done.await();
    }

    @SuppressWarnings(
            "CatchingUnchecked") // One caller's bug must not keep others' records waiting.
    private static void tell(Runnable delivery) {
        try {
            delivery.run();
        } catch (RuntimeException e) {
            org.slf4j.LoggerFactory.getLogger(PendingBatch.class)
                    .atWarn()
                    .setCause(e)
                    .log("A delivery callback threw");
        }
    }
}
