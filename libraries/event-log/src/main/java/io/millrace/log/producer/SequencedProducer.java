package io.millrace.log.producer;

import io.millrace.protocol.batch.Digest128;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Owned by {@link SequencedProducers}: one HTTP producer's epoch and its last marks.
 *
 * <p>The last five marks are always remembered, and up to {@value #MARKS_MAX} as long as they hold
 * no more than {@value #NUMBERS_MAX} sequence numbers together: a stream that was cut off goes on
 * from its last receipt, and more than five small rounds may lie between that and the end.
 */
final class SequencedProducer {
    static final int MARKS_MIN = 5;
    static final int MARKS_MAX = 64;
    static final int NUMBERS_MAX = 8_192;

    private final Digest128 identity;
    private int epoch;
    private int numbers;
    private final ArrayDeque<AppendedMark> marks = new ArrayDeque<>(8);

    SequencedProducer(Digest128 identity, int epoch) {
        this.identity = identity;
        this.epoch = epoch;
    }

    Digest128 identity() {
        return identity;
    }

    int epoch() {
        return epoch;
    }

    int numbers() {
        return numbers;
    }

    long lastSeq() {
        return marks.getLast().lastSeq();
    }

    long lastAppendTimeMs() {
        return marks.getLast().appendTimeMs();
    }

    Iterable<AppendedMark> marks() {
        return marks;
    }

    /** The mark that holds this number, newest first, as retries are mostly of the newest. */
    @Nullable AppendedMark find(long number) {
        for (Iterator<AppendedMark> it = marks.descendingIterator(); it.hasNext(); ) {
            AppendedMark mark = it.next();
            if (mark.contains(number)) {
                return mark;
            }
        }
        return null;
    }

    /** A number that does not rise (after an expiry, say) begins a new window. */
    void add(int markEpoch, AppendedMark mark) {
        boolean rises = !marks.isEmpty() && mark.firstSeq() > lastSeq();
        if (markEpoch != epoch || !rises) {
            epoch = markEpoch;
            marks.clear();
            numbers = 0;
        }
        marks.addLast(mark);
        numbers += mark.numbers();
        while (marks.size() > MARKS_MIN && (marks.size() > MARKS_MAX || numbers > NUMBERS_MAX)) {
            forgetOldestMark();
        }
    }

    /** Keeps the last five marks only. */
    void shrink() {
        while (marks.size() > MARKS_MIN) {
            forgetOldestMark();
        }
    }

    private void forgetOldestMark() {
        numbers -= marks.removeFirst().numbers();
    }

    int encodedBytes() {
        return Digest128.BYTES + 4 + 4 + marks.stream().mapToInt(AppendedMark::encodedBytes).sum();
    }

    void write(ByteBuffer out) {
        SnapshotFormat.write(identity, out);
        out.putInt(epoch).putInt(marks.size());
        marks.forEach(mark -> mark.write(out));
    }

    static SequencedProducer read(ByteBuffer in) {
        var producer = new SequencedProducer(SnapshotFormat.readDigest(in), in.getInt());
        int count = in.getInt();
        if (count < 1 || count > MARKS_MAX) {
            throw new InvalidSnapshotException("a producer with " + count + " marks");
        }
        for (int i = 0; i < count; i++) {
            var mark = AppendedMark.read(in);
            producer.marks.addLast(mark);
            producer.numbers += mark.numbers();
        }
        return producer;
    }
}
