package io.millrace.log.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.batch.Digest128;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RequestMark;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProducerStatesTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final Duration EXPIRY = ProducerLimits.DEFAULTS.producerExpiry();

    private final History history = new History();
    private final ProducerStates states = new ProducerStates(ProducerLimits.DEFAULTS);

    @Test
    void wrapsSequencesAsKafkaDoes() {
        // Given
        append(History.raw(1, 0, Integer.MAX_VALUE - 1, 4), NOW);

        // When
        String next = raw(1, 0, 2, 1);
        String again = raw(1, 0, Integer.MAX_VALUE - 1, 4);
        String gap = raw(1, 0, 3, 1);

        // Then
        assertThat(next).isEqualTo("new");
        assertThat(again).isEqualTo("duplicate 0 3");
        assertThat(gap).isEqualTo("gap 2");
    }

    @Test
    void startsANewEpochAtZeroAndFencesTheOld() {
        // Given
        append(History.raw(1, 4, 0, 1), NOW);

        // When
        String newEpoch = raw(1, 5, 0, 1);
        String newEpochElsewhere = raw(1, 5, 1, 1);
        String oldEpoch = raw(1, 3, 1, 1);

        // Then
        assertThat(newEpoch).isEqualTo("new");
        assertThat(newEpochElsewhere).isEqualTo("gap 0");
        assertThat(oldEpoch).isEqualTo("stale 4");
    }

    @Test
    void refusesASecondBatchThatOvertookTheFirst() {
        // When
        String second = raw(1, 0, 5, 5);

        // Then
        assertThat(second).isEqualTo("gap 0");
    }

    @Test
    void forgetsASixthBatchAndNeverCallsItADuplicate() {
        // Given
        for (int i = 0; i < 6; i++) {
            append(History.raw(1, 0, i, 1), NOW);
        }

        // When
        String first = raw(1, 0, 0, 1);
        String second = raw(1, 0, 1, 1);

        // Then
        assertThat(first).isEqualTo("gap 6");
        assertThat(second).isEqualTo("duplicate 1 1");
    }

    @Test
    void forgetsAProducerAfterSevenDaysWithoutAppends() {
        // Given
        append(History.raw(1, 0, 0, 1), NOW);
        append(lines(0, 3, 4), NOW);
        append(History.data(2), NOW);
        long atTheLimit = NOW + EXPIRY.toMillis();

        // When
        SequenceCheck known = states.checkSequence(1, (short) 0, 0, 0, atTheLimit);
        SequenceCheck unknown = states.checkSequence(1, (short) 0, 1, 1, atTheLimit + 1);
        MarkCheck unknownLine =
                states.checkMark(linesMark(0, 3), Sequencing.RISING, atTheLimit + 1);

        // Then
        assertThat(Answers.text(known)).isEqualTo("duplicate 0 0");
        assertThat(Answers.text(unknown)).isEqualTo("gap 0");
        assertThat(Answers.text(unknownLine)).isEqualTo("new");
    }

    @Test
    void answersALineByLineForARoundThatIsCutDifferently() {
        // Given: lines 0, 2 and 3 went here in two rounds, line 1 elsewhere
        append(lines(0, 0, 2), NOW);
        append(History.data(2), NOW);
        append(lines(0, 3), NOW);
        append(History.data(1), NOW);

        // When
        String both = mark(linesMark(0, 2, 3), Sequencing.RISING);
        String oldAndNew = mark(linesMark(0, 2, 3, 5, 9), Sequencing.RISING);
        String neverHere = mark(linesMark(0, 1, 2), Sequencing.RISING);

        // Then
        assertThat(both).isEqualTo("duplicate [2, 4]");
        assertThat(oldAndNew).isEqualTo("partly [2, 4]");
        assertThat(neverHere).isEqualTo("gap 4");
    }

    @Test
    void demandsContiguousNumbersWhereAllOfThemComeHere() {
        // Given
        append(lines(0, 0, 1), NOW);
        append(History.data(2), NOW);

        // When
        String next = mark(linesMark(0, 1, 2, 3), Sequencing.CONTIGUOUS);
        String skipping = mark(linesMark(0, 3), Sequencing.CONTIGUOUS);
        String withHole = mark(linesMark(0, 2, 4), Sequencing.CONTIGUOUS);
        String newEpoch = mark(linesMark(1, 1), Sequencing.CONTIGUOUS);

        // Then
        assertThat(next).isEqualTo("partly [2]");
        assertThat(skipping).isEqualTo("gap 2");
        assertThat(withHole).isEqualTo("gap 2");
        assertThat(newEpoch).isEqualTo("gap 0");
    }

    @Test
    void remembersAtLeastFiveMarksHoweverManyLinesTheyHave() {
        // Given
        for (int round = 0; round < 6; round++) {
            int[] deltas = new int[3_000];
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = i;
            }
            var mark = RequestMark.lines(new Digest128(1, 1), 0, round * 3_000L, deltas);
            append(History.control(mark), NOW);
            append(History.data(3_000), NOW);
        }

        // When
        String oldest = mark(linesMark(0, 2_999), Sequencing.RISING);
        String fifth = mark(linesMark(0, 3_000), Sequencing.RISING);

        // Then
        assertThat(oldest).isEqualTo("gap 18000");
        assertThat(fifth).isEqualTo("duplicate [3002]");
    }

    @Test
    void remembersManySmallRounds() {
        // Given
        for (int round = 0; round < 65; round++) {
            append(lines(0, round), NOW);
            append(History.data(1), NOW);
        }

        // When
        String oldest = mark(linesMark(0, 0), Sequencing.RISING);
        String next = mark(linesMark(0, 1), Sequencing.RISING);

        // Then
        assertThat(oldest).isEqualTo("gap 65");
        assertThat(next).isEqualTo("duplicate [3]");
    }

    @Test
    void takesAMarkWithoutItsWholeDataForVoid() {
        // Given
        append(lines(0, 0, 1), NOW);
        append(History.data(1), NOW);
        append(lines(0, 0, 1), NOW);
        append(History.epochStart(1), NOW);
        append(History.data(2), NOW);

        // When
        String again = mark(linesMark(0, 0, 1), Sequencing.CONTIGUOUS);

        // Then
        assertThat(again).isEqualTo("new");
    }

    @Test
    void knowsAKeyByItsBodyForADay() {
        // Given
        var key = RequestMark.key(new Digest128(5, 5), new Digest128(1, 1), 2);
        var other = RequestMark.key(new Digest128(5, 5), new Digest128(1, 2), 2);
        append(History.control(key), NOW);
        append(History.data(2), NOW);
        long dayLater = NOW + Duration.ofDays(1).toMillis();

        // When
        MarkCheck known = states.checkMark(key, Sequencing.RISING, dayLater);
        MarkCheck reused = states.checkMark(other, Sequencing.RISING, dayLater);
        MarkCheck forgotten = states.checkMark(other, Sequencing.RISING, dayLater + 1);

        // Then
        assertThat(Answers.text(known)).isEqualTo("duplicate [1, 2]");
        assertThat(Answers.text(reused)).isEqualTo("reuse");
        assertThat(Answers.text(forgotten)).isEqualTo("new");
    }

    @Test
    void knowsAKeyThatLeftNoRecordHere() {
        // Given
        append(History.data(3), NOW);
        var key = RequestMark.key(new Digest128(5, 5), new Digest128(1, 1), 0);
        append(History.control(key), NOW);

        // When
        MarkCheck check = states.checkMark(key, Sequencing.RISING, NOW);

        // Then
        assertThat(check).isInstanceOf(MarkCheck.Duplicate.class);
        assertThat(((MarkCheck.Duplicate) check).offsets()).isEmpty();
        assertThat(((MarkCheck.Duplicate) check).lastOffset()).isEqualTo(3);
    }

    @Test
    void evictsTheProducerThatIsIdleLongest() {
        // Given
        var limits = new ProducerLimits(2, 2, 100, Duration.ofDays(7), 2, Duration.ofDays(1));
        states.configure(limits);
        for (int id : new int[] {1, 2}) {
            append(History.raw(id, 0, 0, 1), NOW);
        }
        append(History.raw(1, 0, 1, 1), NOW);

        // When
        append(History.raw(3, 0, 0, 1), NOW);

        // Then
        assertThat(raw(1, 0, 1, 1)).startsWith("duplicate");
        assertThat(raw(2, 0, 0, 1)).isEqualTo("new");
        assertThat(raw(3, 0, 0, 1)).startsWith("duplicate");
    }

    @Test
    void keepsSequenceNumbersBelowTheirCap() {
        // Given
        states.configure(new ProducerLimits(9, 9, 20, Duration.ofDays(7), 9, Duration.ofDays(1)));

        // When
        for (int i = 0; i < 50; i++) {
            var mark = RequestMark.lines(new Digest128(i % 3, 1), 0, i * 10L, new int[] {0, 1});
            append(History.control(mark), NOW);
            append(History.data(2), NOW);
        }

        // Then
        assertThat(states.snapshot().remaining()).isLessThan(1_200);
        assertThat(
                        mark(
                                RequestMark.lines(
                                        new Digest128(49 % 3, 1), 0, 490, new int[] {0, 1}),
                                Sequencing.RISING))
                .startsWith("duplicate");
    }

    private void append(ByteBuffer batch, long time) {
        History.Entry entry = history.append(batch, time);
        RecordBatch appended = entry.batch();
        states.appended(appended, time);
    }

    private static ByteBuffer lines(int epoch, int... numbers) {
        return History.control(linesMark(epoch, numbers));
    }

    private static RequestMark linesMark(int epoch, int... numbers) {
        return RequestMark.lines(new Digest128(1, 1), epoch, 0, numbers);
    }

    private String mark(RequestMark mark, Sequencing sequencing) {
        return Answers.text(states.checkMark(mark, sequencing, NOW));
    }

    private String raw(long id, int epoch, int first, int records) {
        int last = RecordBatch.sequenceAfter(first, records - 1);
        return Answers.text(states.checkSequence(id, (short) epoch, first, last, NOW));
    }
}
