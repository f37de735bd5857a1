package io.millrace.broker.partition;

import io.millrace.log.producer.MarkCheck;
import io.millrace.log.producer.ProducerStates;
import io.millrace.log.producer.SequenceCheck;
import io.millrace.log.producer.Sequencing;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RequestMark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;

/** Owned by the partition loop: asks what the log remembers whether a request is new to it. */
final class ProducerChecks {
    private final ProducerStates states;
    private final Refusals refusals;

    ProducerChecks(ProducerStates states, Refusals refusals) {
        this.states = states;
        this.refusals = refusals;
    }

    /** What becomes of a request. */
    sealed interface Verdict {
        /** Append it. */
        record New() implements Verdict {
            static final New INSTANCE = new New();
        }

        /** Answer so once the record at {@code lastOffset} is committed. */
        record Known(long lastOffset, ProduceOutcome outcome) implements Verdict {}

        /** Its predecessor is missing, but may be on its way; else answer so. */
        record Early(long producerId, Problem problem) implements Verdict {}

        /** Answer so at once. */
        record Refused(Problem problem) implements Verdict {}
    }

    Verdict check(AppendTask task, long nowMs) {
        RequestMark mark = task.request().mark().orElse(null);
        if (mark != null) {
            Sequencing sequencing =
                    task.request().contiguous() ? Sequencing.CONTIGUOUS : Sequencing.RISING;
            return ofMark(states.checkMark(mark, sequencing, nowMs), mark);
        }
        RecordBatch data = task.data();
        return task.request().raw() && data != null && data.hasProducer()
                ? ofSequence(data, nowMs)
                : Verdict.New.INSTANCE;
    }

    private Verdict ofSequence(RecordBatch data, long nowMs) {
        SequenceCheck check =
                states.checkSequence(
                        data.producerId(),
                        data.producerEpoch(),
                        data.baseSequence(),
                        data.lastSequence(),
                        nowMs);
        return switch (check) {
            case SequenceCheck.New _ -> Verdict.New.INSTANCE;
            case SequenceCheck.Duplicate(long first, long last, long appendTimeMs) ->
                    new Verdict.Known(
                            last,
                            new ProduceOutcome.Duplicate(
                                    LongStream.rangeClosed(first, last).boxed().toList(),
                                    appendTimeMs));
            case SequenceCheck.Gap(int expected) ->
                    RecordBatch.isSequenceAfter(data.baseSequence(), expected)
                            ? new Verdict.Early(data.producerId(), refusals.sequenceGap(expected))
                            : new Verdict.Refused(refusals.sequenceGap(expected));
            case SequenceCheck.StaleEpoch(short current) ->
                    new Verdict.Refused(refusals.staleProducerEpoch(current));
        };
    }

    private Verdict ofMark(MarkCheck check, RequestMark mark) {
        return switch (check) {
            case MarkCheck.New _ -> Verdict.New.INSTANCE;
            case MarkCheck.Duplicate duplicate ->
                    new Verdict.Known(
                            duplicate.lastOffset(),
                            new ProduceOutcome.Duplicate(
                                    boxed(duplicate.offsets(), duplicate.offsets().length),
                                    duplicate.appendTimeMs()));
            case MarkCheck.PartlyDuplicate partly -> {
                long[] known = partly.offsets();
                yield new Verdict.Known(
                        known[known.length - 1],
                        new ProduceOutcome.PartlyDuplicate(boxed(known, mark.records())));
            }
            case MarkCheck.Gap(long expected) ->
                    new Verdict.Refused(refusals.sequenceGap(expected));
            case MarkCheck.StaleEpoch(int current) ->
                    new Verdict.Refused(refusals.staleProducerEpoch(current));
            case MarkCheck.KeyReuse _ -> new Verdict.Refused(refusals.keyReuse());
        };
    }

    /** The offsets, filled up with "not in the log" to {@code size}. */
    private static List<Long> boxed(long[] offsets, int size) {
        List<Long> boxed = new ArrayList<>(size);
        LongStream.of(offsets).forEach(boxed::add);
        boxed.addAll(
                Collections.nCopies(
                        size - offsets.length, ProduceOutcome.PartlyDuplicate.NOT_IN_LOG));
        return boxed;
    }
}
