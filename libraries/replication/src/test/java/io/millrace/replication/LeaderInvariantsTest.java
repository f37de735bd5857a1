package io.millrace.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a leader with two followers; after each step the invariants of the protocol (5.6)
 * must hold.
 */
class LeaderInvariantsTest {
    private static final int SELF = 1;
    private static final long LAG_MAX_MS = 10_000;

    sealed interface Happening {
        record Append(int records) implements Happening {}

        record Flush(int percentOfUnflushed) implements Happening {}

        /** A follower takes some of what it lacks, and makes some of what it has durable. */
        record Fetch(int follower, int percentOfMissing, int percentOfUnflushed)
                implements Happening {}

        /** A follower loses what was not durable, and comes back under another registration. */
        record Restart(int follower) implements Happening {}

        /** The controller decides on what was proposed. */
        record Decide(boolean accept) implements Happening {}

        record Pass(int ms) implements Happening {}
    }

    /** What is true, whether or not the leader has heard of it. */
    private static final class World {
        private long logEnd;
        private long durable;
        private final Map<Integer, Long> ends = new HashMap<>(Map.of(2, 0L, 3, 0L));
        private final Map<Integer, Long> durables = new HashMap<>(Map.of(2, 0L, 3, 0L));
        private final Map<Integer, Long> brokerEpochs = new HashMap<>(Map.of(2, 7L, 3, 7L));
        private Map<Integer, Long> isr;
        private int partitionEpoch;
        private long nowMs;

        IsrView view(int minIsr) {
            return new IsrView(List.of(1, 2, 3), isr, Set.of(), minIsr, partitionEpoch);
        }
    }

    @Property
    void keepsItsInvariantsWhateverHappens(
            @ForAll("logEnds") long logEnd,
            @ForAll("minIsrs") int minIsr,
            @ForAll("lives") List<Happening> life) {
        // Given
        World world = new World();
        world.logEnd = logEnd;
        world.durable = logEnd;
        world.isr = Map.of(1, 7L, 2, 7L, 3, 7L);
        LeaderState state =
                LeaderState.become(
                                new Leadership(
                                        SELF,
                                        7,
                                        1,
                                        logEnd,
                                        0,
                                        world.view(minIsr),
                                        false,
                                        0,
                                        LAG_MAX_MS))
                        .state();

        for (Happening happening : life) {
            LeaderState before = state;

            // When
            LeaderEvent event = happen(world, state, happening, minIsr);
            if (event == null) {
                continue;
            }
            Step step = before.step(event);
            state = step.state();

            // Then
            committedIsDurableWhereItCounts(world, before, state);
            effectsTellTheState(before, state, step, minIsr);
            readsStayBelowAHighWatermarkThatNeverGoesBack(before, state);
        }
    }

    private static LeaderEvent happen(
            World world, LeaderState state, Happening happening, int minIsr) {
        switch (happening) {
            case Happening.Append(int records) -> {
                world.logEnd += records;
                return new LeaderEvent.Appended(world.logEnd);
            }
            case Happening.Flush(int percent) -> {
                world.durable += (world.logEnd - world.durable) * percent / 100;
                return new LeaderEvent.Flushed(world.durable);
            }
            case Happening.Fetch(int f, int percentOfMissing, int percentOfUnflushed) -> {
                world.ends.merge(
                        f, (world.logEnd - world.ends.get(f)) * percentOfMissing / 100, Long::sum);
                world.durables.merge(
                        f,
                        (world.ends.get(f) - world.durables.get(f)) * percentOfUnflushed / 100,
                        Long::sum);
                return new LeaderEvent.Fetched(
                        new FollowerFetch(
                                f,
                                world.brokerEpochs.get(f),
                                1,
                                1,
                                world.ends.get(f),
                                world.durables.get(f)),
                        world.nowMs);
            }
            case Happening.Restart(int f) -> {
                world.ends.put(f, world.durables.get(f));
                world.brokerEpochs.merge(f, 1L, Long::sum);
                return null;
            }
            case Happening.Decide(boolean accept) -> {
                if (state.proposal().isEmpty()) {
                    return null;
                }
                IsrProposal proposal = state.proposal().get();
                if (!accept) {
                    return new LeaderEvent.ProposalRefused(proposal, world.nowMs);
                }
                Map<Integer, Long> next = new HashMap<>();
                proposal.members()
                        .forEach(
                                (m, epoch) ->
                                        next.put(
                                                m,
                                                epoch == IsrProposal.UNVERIFIED
                                                        ? world.isr.get(m)
                                                        : epoch));
                world.isr = next;
                world.partitionEpoch++;
                return new LeaderEvent.ViewChanged(world.view(minIsr), world.nowMs);
            }
            case Happening.Pass(int ms) -> {
                world.nowMs += ms;
                return new LeaderEvent.Tick(world.nowMs);
            }
        }
    }

    /** I-2, I-3: what is committed is durable on every replica that counts. */
    private static void committedIsDurableWhereItCounts(
            World world, LeaderState before, LeaderState after) {
        assertThat(after.highWatermark()).isLessThanOrEqualTo(world.durable);
        assertThat(after.commitSet()).containsAll(after.view().isr().keySet());
        if (after.highWatermark() > before.highWatermark()) {
            for (int replica : after.commitSet()) {
                if (replica != SELF) {
                    assertThat(world.durables.get(replica))
                            .isGreaterThanOrEqualTo(after.highWatermark());
                }
            }
        }
    }

    private static void effectsTellTheState(
            LeaderState before, LeaderState after, Step step, int minIsr) {
        // I-6
        assertThat(after.answers(Acks.ALL, after.highWatermark())).isFalse();
        assertThat(after.answersDuplicate(after.highWatermark())).isFalse();
        for (LeaderEffect effect : step.effects()) {
            switch (effect) {
                case LeaderEffect.RaiseHighWatermark(long raised) -> {
                    assertThat(raised).isEqualTo(after.highWatermark());
                    assertThat(raised).isGreaterThan(before.highWatermark());
                    assertThat(after.view().isr()).hasSizeGreaterThanOrEqualTo(minIsr);
                }
                case LeaderEffect.AnswerLeaderAcks(long end) ->
                        assertThat(end).isEqualTo(after.own().flushed());
                case LeaderEffect.ProposeIsr(IsrProposal proposal) ->
                        mayBeProposed(proposal, after);
                case LeaderEffect.Resign() ->
                        assertThat(after.highWatermark()).isLessThan(after.own().flushed());
                case LeaderEffect.DenounceReplica denounced ->
                        throw new AssertionError("no disk lies here, but: " + denounced);
                case LeaderEffect.AppendEpochStart start ->
                        throw new AssertionError("a second " + start);
            }
        }
    }

    /** R7, R8, I-13: nobody joins without everything, and nobody leaves below the floor. */
    private static void mayBeProposed(IsrProposal proposal, LeaderState state) {
        assertThat(proposal.partitionEpoch()).isEqualTo(state.view().partitionEpoch());
        assertThat(proposal.isr()).contains(SELF);
        assertThat(state.view().allows(proposal.isr())).isTrue();
        assertThat(state.commitSet()).containsAll(proposal.isr());
        for (int member : proposal.isr()) {
            if (!state.view().isr().containsKey(member)) {
                ReplicaProgress shown = state.followers().get(member);
                assertThat(shown.flushed()).isGreaterThan(state.leaderEpochStart());
                assertThat(proposal.members().get(member)).isBetween(0L, shown.brokerEpoch());
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
        IsrView others = new IsrView(List.of(1, 2, 3), Map.of(2, 7L, 3, 7L), Set.of(), 1, 0);

        // When // Then
        assertThatThrownBy(() -> new Leadership(SELF, 7, 1, 0, 0, others, false, 0, LAG_MAX_MS))
                .hasMessageContaining("not in its ISR");
    }

    @Test
    void stopsAtAFlushOfWhatWasNeverAppended() {
        // Given
        LeaderState state = alone(10);

        // When // Then
        assertThatThrownBy(() -> state.step(new LeaderEvent.Flushed(11)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void stopsAtALogThatWentBack() {
        // Given
        LeaderState state = alone(10);

        // When // Then
        assertThatThrownBy(() -> state.step(new LeaderEvent.Appended(9)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Provide
    Arbitrary<Long> logEnds() {
        return Arbitraries.longs().between(0, 1L << 40);
    }

    @Provide
    Arbitrary<Integer> minIsrs() {
        return Arbitraries.integers().between(1, 3);
    }

    @Provide
    Arbitrary<List<Happening>> lives() {
        Arbitrary<Integer> percent =
                Arbitraries.frequency(Tuple.of(3, 100), Tuple.of(1, 50), Tuple.of(1, 0));
        Arbitrary<Integer> follower = Arbitraries.of(2, 3);
        return Arbitraries.<Happening>frequencyOf(
                        Tuple.of(
                                4,
                                Arbitraries.integers().between(1, 500).map(Happening.Append::new)),
                        Tuple.of(4, percent.map(Happening.Flush::new)),
                        Tuple.of(
                                8,
                                Combinators.combine(follower, percent, percent)
                                        .as(Happening.Fetch::new)),
                        Tuple.of(1, follower.map(Happening.Restart::new)),
                        Tuple.of(2, Arbitraries.of(true, true, false).map(Happening.Decide::new)),
                        Tuple.of(2, Arbitraries.of(100, 5_000, 11_000).map(Happening.Pass::new)))
                .list()
                .ofMaxSize(80);
    }

    private static LeaderState alone(long logEnd) {
        IsrView view = new IsrView(List.of(SELF), Map.of(SELF, 7L), Set.of(), 1, 0);
        return LeaderState.become(new Leadership(SELF, 7, 1, logEnd, 0, view, false, 0, LAG_MAX_MS))
                .state();
    }
}
