package io.millrace.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a leader; after each step the invariants of {@code replication.md} 5.6 must hold.
 */
class LeaderInvariantsTest {
    private static final int SELF = 1;

    /** One thing that happens: the log grows, some of it becomes durable, or the view changes. */
    sealed interface Happening {
        record Append(int records) implements Happening {}

        record Flush(int percentOfUnflushed) implements Happening {}

        record View(Set<Integer> isr, Set<Integer> proposed, int minIsr) implements Happening {}
    }

    @Property
    void keepsItsInvariantsWhateverHappens(
            @ForAll("logEnds") long logEnd, @ForAll("lives") List<Happening> life) {
        // Given
        LeaderState state = lead(logEnd);
        long appended = logEnd;
        long durable = logEnd;
        int partitionEpoch = 0;

        for (Happening happening : life) {
            LeaderState before = state;

            // When
            LeaderEvent event;
            switch (happening) {
                case Happening.Append(int records) -> {
                    appended += records;
                    event = new LeaderEvent.Appended(appended);
                }
                case Happening.Flush(int percent) -> {
                    durable += (appended - durable) * percent / 100;
                    event = new LeaderEvent.Flushed(durable);
                }
                case Happening.View(var isr, var proposed, int minIsr) ->
                        event =
                                new LeaderEvent.ViewChanged(
                                        new IsrView(isr, proposed, minIsr, ++partitionEpoch));
            }
            Step step = before.step(event);
            state = step.state();

            // Then
            committedIsDurable(state, durable);
            acknowledgedIsCommitted(before, state, step);
            readsStayBelowAHighWatermarkThatNeverGoesBack(before, state);
        }
    }

    /** I-2: the committed prefix is within the fsynced prefix of every replica that counts. */
    private static void committedIsDurable(LeaderState state, long durable) {
        assertThat(state.own().flushed()).isEqualTo(durable);
        assertThat(state.highWatermark()).isLessThanOrEqualTo(durable);
    }

    /** I-6: acks=all means on the disks of at least min.insync.replicas brokers, now. */
    private static void acknowledgedIsCommitted(LeaderState before, LeaderState after, Step step) {
        assertThat(after.answers(Acks.ALL, after.highWatermark())).isFalse();
        assertThat(after.answersDuplicate(after.highWatermark())).isFalse();
        for (LeaderEffect effect : step.effects()) {
            switch (effect) {
                case LeaderEffect.RaiseHighWatermark(long raised) -> {
                    assertThat(raised).isEqualTo(after.highWatermark());
                    assertThat(raised).isGreaterThan(before.highWatermark());
                    assertThat(after.view().isr())
                            .hasSizeGreaterThanOrEqualTo(after.view().minIsr());
                    // Followers are silent here: only an ISR of the leader alone can commit.
                    assertThat(after.view().isr()).containsExactly(SELF);
                    assertThat(after.view().proposedIsr()).isSubsetOf(SELF);
                }
                case LeaderEffect.AnswerLeaderAcks(long end) ->
                        assertThat(end).isEqualTo(after.own().flushed());
                case LeaderEffect.AppendEpochStart start ->
                        throw new AssertionError("a second " + start);
            }
        }
    }

    /** I-7: no read at or above the high watermark, and it never goes back. */
    private static void readsStayBelowAHighWatermarkThatNeverGoesBack(
            LeaderState before, LeaderState after) {
        assertThat(after.highWatermark()).isGreaterThanOrEqualTo(before.highWatermark());
        assertThat(after.read(after.highWatermark(), 0)).isEqualTo(ReadVerdict.AT_END);
        assertThat(after.read(after.highWatermark() + 1, 0)).isNotEqualTo(ReadVerdict.READABLE);
        if (before.latest().isPresent()) {
            assertThat(after.latest().getAsLong())
                    .isGreaterThanOrEqualTo(before.latest().getAsLong());
        }
    }

    @Test
    void refusesToLeadFromOutsideTheIsr() {
        // Given
        IsrView others = IsrView.of(Set.of(2, 3), 1, 0);

        // When // Then
        assertThatThrownBy(() -> new Leadership(SELF, 7, 1, 0, 0, others, false))
                .hasMessageContaining("not in its ISR");
    }

    @Test
    void stopsAtAFlushOfWhatWasNeverAppended() {
        // Given
        LeaderState state = lead(10);

        // When // Then
        assertThatThrownBy(() -> state.step(new LeaderEvent.Flushed(11)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stopsAtALogThatWentBack() {
        // Given
        LeaderState state = lead(10);

        // When // Then
        assertThatThrownBy(() -> state.step(new LeaderEvent.Appended(9)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Provide
    Arbitrary<Long> logEnds() {
        return Arbitraries.longs().between(0, 1L << 40);
    }

    @Provide
    Arbitrary<List<Happening>> lives() {
        Arbitrary<Set<Integer>> isrs =
                Arbitraries.of(Set.of(1), Set.of(1, 2), Set.of(1, 2, 3), Set.of(1, 3));
        Arbitrary<Happening> views =
                net.jqwik.api.Combinators.combine(
                                isrs,
                                isrs.optional(0.3).map(proposed -> proposed.orElse(Set.of())),
                                Arbitraries.integers().between(1, 3))
                        .as(Happening.View::new);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(
                                4,
                                Arbitraries.integers().between(1, 500).map(Happening.Append::new)),
                        net.jqwik.api.Tuple.of(
                                4,
                                Arbitraries.integers().between(0, 100).map(Happening.Flush::new)),
                        net.jqwik.api.Tuple.of(1, views))
                .list()
                .ofMaxSize(60);
    }

    private static LeaderState lead(long logEnd) {
        return LeaderState.become(
                        new Leadership(
                                SELF, 7, 1, logEnd, 0, IsrView.of(Set.of(SELF), 1, 0), false))
                .state();
    }
}
