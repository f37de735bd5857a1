package io.millrace.log.producer;

import io.millrace.protocol.batch.Digest128;
import io.millrace.protocol.batch.RequestMark;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.function.LongConsumer;

/** Owned by {@link ProducerStates}: the HTTP producers, least recently appended first. */
final class SequencedProducers {
    private final LinkedHashMap<Digest128, SequencedProducer> producers = new LinkedHashMap<>();
    private int numbers;

    MarkCheck check(RequestMark mark, Sequencing sequencing, long notBeforeMs) {
        SequencedProducer producer = producers.get(mark.identity());
        if (producer == null || producer.lastAppendTimeMs() < notBeforeMs) {
            return newFrom(0, 0, mark, sequencing);
        }
        if (mark.epoch() < producer.epoch()) {
            return new MarkCheck.StaleEpoch(producer.epoch());
        }
        if (mark.epoch() > producer.epoch()) {
            return newFrom(0, 0, mark, sequencing);
        }
        return mark.kind() == RequestMark.Kind.LINES
                ? checkLines(producer, mark, sequencing)
                : checkRequest(producer, mark, sequencing);
    }

    private static MarkCheck checkRequest(
            SequencedProducer producer, RequestMark mark, Sequencing sequencing) {
        if (mark.seq() > producer.lastSeq()) {
            return newFrom(producer.lastSeq() + 1, 0, mark, sequencing);
        }
        AppendedMark original = producer.find(mark.seq());
        return original == null
                ? new MarkCheck.Gap(producer.lastSeq() + 1)
                : original.asDuplicate();
    }

    private static MarkCheck checkLines(
            SequencedProducer producer, RequestMark mark, Sequencing sequencing) {
        int[] deltas = mark.seqDeltas();
        var offsets = new long[deltas.length];
        int duplicates = 0;
        long lastOffset = -1;
        long appendTimeMs = 0;
        while (duplicates < deltas.length
                && mark.seq() + deltas[duplicates] <= producer.lastSeq()) {
            long number = mark.seq() + deltas[duplicates];
            AppendedMark original = producer.find(number);
            if (original == null) {
                return new MarkCheck.Gap(producer.lastSeq() + 1);
            }
            offsets[duplicates++] = original.offsetOf(number);
            lastOffset = original.offsetOf(number);
            appendTimeMs = original.appendTimeMs();
        }
        if (duplicates == deltas.length) {
            return new MarkCheck.Duplicate(offsets, lastOffset, appendTimeMs);
        }
        MarkCheck rest = newFrom(producer.lastSeq() + 1, duplicates, mark, sequencing);
        return duplicates > 0 && rest instanceof MarkCheck.New
                ? new MarkCheck.PartlyDuplicate(Arrays.copyOf(offsets, duplicates))
                : rest;
    }

    /** New, unless the numbers from this line on have to be contiguous and are not. */
    private static MarkCheck newFrom(
            long expected, int firstLine, RequestMark mark, Sequencing sequencing) {
        if (sequencing == Sequencing.RISING) {
            return MarkCheck.New.INSTANCE;
        }
        int[] deltas = mark.seqDeltas();
        if (deltas.length == 0) {
            return mark.seq() == expected ? MarkCheck.New.INSTANCE : new MarkCheck.Gap(expected);
        }
        for (int i = firstLine; i < deltas.length; i++) {
            if (mark.seq() + deltas[i] != expected + (i - firstLine)) {
                return new MarkCheck.Gap(expected);
            }
        }
        return MarkCheck.New.INSTANCE;
    }

    void appended(RequestMark mark, AppendedMark appended, ProducerLimits limits) {
        Digest128 identity = mark.identity();
        SequencedProducer known = producers.remove(identity);
        SequencedProducer producer =
                known == null ? new SequencedProducer(identity, mark.epoch()) : known;
        numbers -= producer.numbers();
        producer.add(mark.epoch(), appended);
        if (numbers + producer.numbers() > limits.sequenceNumbersMax()) {
            producer.shrink();
        }
        numbers += producer.numbers();
        producers.put(identity, producer);
        while (producers.size() > 1
                && (producers.size() > limits.sequencedProducersMax()
                        || numbers > limits.sequenceNumbersMax())) {
            numbers -= producers.pollFirstEntry().getValue().numbers();
        }
    }

    void expire(long notBeforeMs) {
        for (var it = producers.values().iterator(); it.hasNext(); ) {
            SequencedProducer producer = it.next();
            if (producer.lastAppendTimeMs() >= notBeforeMs) {
                return;
            }
            numbers -= producer.numbers();
            it.remove();
        }
    }

    void forEachNeeded(long notBeforeMs, LongConsumer batchOffset) {
        for (SequencedProducer producer : producers.values()) {
            if (producer.lastAppendTimeMs() >= notBeforeMs) {
                for (AppendedMark mark : producer.marks()) {
                    batchOffset.accept(mark.markOffset());
                    batchOffset.accept(mark.firstOffset());
                }
            }
        }
    }

    void clear() {
        producers.clear();
        numbers = 0;
    }

    int size() {
        return producers.size();
    }

    int encodedBytes() {
        return 4 + producers.values().stream().mapToInt(SequencedProducer::encodedBytes).sum();
    }

    void write(ByteBuffer out) {
        out.putInt(producers.size());
        producers.values().forEach(producer -> producer.write(out));
    }

    void read(ByteBuffer in) {
        int count = SnapshotFormat.readCount(in);
        for (int i = 0; i < count; i++) {
            var producer = SequencedProducer.read(in);
            producers.put(producer.identity(), producer);
            numbers += producer.numbers();
        }
    }
}
