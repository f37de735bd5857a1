package io.millrace.log.producer;

import io.millrace.log.producer.KafkaProducer.AppendedBatch;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Owned by {@link ProducerStates}: the producers of raw batches, least recently appended first.
 *
 * <p>Stricter than Kafka in one point: a producer that is not known must start at sequence 0, so
 * that a second batch which overtakes a lost first one is never taken for the first.
 */
final class KafkaProducers {
    private final LinkedHashMap<Long, KafkaProducer> producers = new LinkedHashMap<>();

    SequenceCheck check(long id, short epoch, int first, int last, long notBeforeMs) {
        KafkaProducer producer = producers.get(id);
        if (producer == null || producer.lastAppendTimeMs() < notBeforeMs) {
            return newFrom(0, first);
        }
        if (epoch < producer.epoch()) {
            return new SequenceCheck.StaleEpoch(producer.epoch());
        }
        if (epoch > producer.epoch()) {
            return newFrom(0, first);
        }
        @Nullable AppendedBatch original = producer.find(first, last);
        if (original != null) {
            return new SequenceCheck.Duplicate(
                    original.firstOffset(), original.lastOffset(), original.appendTimeMs());
        }
        return newFrom(producer.nextSequence(), first);
    }

    private static SequenceCheck newFrom(int expected, int first) {
        return first == expected ? SequenceCheck.New.INSTANCE : new SequenceCheck.Gap(expected);
    }

    void appended(long id, short epoch, AppendedBatch batch, int producersMax) {
        KafkaProducer known = producers.remove(id);
        KafkaProducer producer = known == null ? new KafkaProducer(id, epoch) : known;
        producer.add(epoch, batch);
        producers.put(id, producer);
        if (producers.size() > producersMax) {
            producers.pollFirstEntry();
        }
    }

    void expire(long notBeforeMs) {
        for (var it = producers.values().iterator(); it.hasNext(); ) {
            if (it.next().lastAppendTimeMs() >= notBeforeMs) {
                return;
            }
            it.remove();
        }
    }

    void forEachNeeded(long notBeforeMs, LongConsumer batchOffset) {
        for (KafkaProducer producer : producers.values()) {
            if (producer.lastAppendTimeMs() >= notBeforeMs) {
                producer.batches().forEach(batch -> batchOffset.accept(batch.firstOffset()));
            }
        }
    }

    void clear() {
        producers.clear();
    }

    int size() {
        return producers.size();
    }

    int encodedBytes() {
        return 4 + producers.values().stream().mapToInt(KafkaProducer::encodedBytes).sum();
    }

    void write(ByteBuffer out) {
        out.putInt(producers.size());
        producers.values().forEach(producer -> producer.write(out));
    }

    void read(ByteBuffer in) {
        int count = SnapshotFormat.readCount(in);
        for (int i = 0; i < count; i++) {
            var producer = KafkaProducer.read(in);
            producers.put(producer.id(), producer);
        }
    }
}
